import Glibc

/// The yardstick of commits: what one flush costs on the ledger's disk.
enum DurableWrite {
    /// Appends blocks of 4 KiB to a file in the ledger's folder, each flushed.
    static func times(_ hospital: BenchmarkHospital) throws -> [Duration] {
        let path = "\(hospital.ledger).flush-test"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BenchmarkFailure("\(path) cannot be written") }
        defer {
            close(descriptor)
            unlink(path)
        }
        let block = [UInt8](repeating: 0x55, count: 4096)
        let clock = ContinuousClock()
        return try (0..<200).map { _ in
            let start = clock.now
            guard write(descriptor, block, block.count) == block.count, fdatasync(descriptor) == 0
            else { throw BenchmarkFailure("\(path) cannot be flushed") }
            return start.duration(to: clock.now)
        }
    }
}
