import Foundation
import Settlement
import Testing

@testable import SQLiteStore

@Suite("Several processes on one ledger", .serialized)
struct ProcessTests {
    let ledger: TestLedger

    init() throws {
        ledger = try TestLedger()
    }

    @Test("two processes and this one write into one ledger, and nothing is lost")
    func twoProcesses() async throws {
        let store = try ledger.open()
        let first = try Writer(ledger, name: "window-1", count: 40)
        let second = try Writer(ledger, name: "window-2", count: 40)
        var own: [Int64] = []
        for _ in 0..<40 {
            own.append(try await store.reserve(series: "shared", count: 1).lowerBound)
        }
        let written = await first.allLines() + (await second.allLines())
        #expect(await first.status() == 0)
        #expect(await second.status() == 0)
        let records = try await store.settlements(on: nil)
        #expect(Set(records.map(\.id)) == Set(written))
        #expect(written.count == 80)
        let theirs = written.compactMap { Int64($0.split(separator: "-")[1]) }
        #expect((own + theirs).sorted() == Array(1...120))
        try await expectWhole(store)
        #expect(try await !store.isOwnerAlive("window-1"))
        store.close()
    }

    @Test("a process killed while writing leaves every acknowledged change and a whole ledger")
    func killed() async throws {
        try ledger.open().close()
        for round in 0..<3 {
            let writer = try Writer(ledger, name: "window-\(round)", count: 0)
            let acknowledged = await writer.lines(atLeast: 20)
            let store = try ledger.open()
            #expect(try await store.isOwnerAlive("window-\(round)"))
            writer.kill()
            _ = await writer.status()
            #expect(try await !store.isOwnerAlive("window-\(round)"))
            let ids = Set(try await store.settlements(on: nil).map(\.id))
            #expect(ids.isSuperset(of: acknowledged))
            try await expectWhole(store)
            store.close()
        }
    }

    private func expectWhole(_ store: SQLiteStore) async throws {
        for result in try await store.verify() {
            #expect(result.ok != false, "\(result.id): \(result.detail)")
        }
    }
}

/// The helper program as a process of its own.
private final class Writer: Sendable {
    private let process: Process
    private let output: AsyncStream<String>
    private let exit: AsyncStream<Int32>

    init(_ ledger: TestLedger, name: String, count: Int) throws {
        let tests = URL(fileURLWithPath: CommandLine.arguments[0])
        let process = Process()
        process.executableURL = tests.deletingLastPathComponent()
            .appendingPathComponent("LedgerWriter")
        process.arguments = [ledger.path, name, "\(count)"]
        let pipe = Pipe()
        process.standardOutput = pipe
        let (output, lines) = AsyncStream.makeStream(of: String.self)
        let (exit, status) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = {
            status.yield($0.terminationStatus)
            status.finish()
        }
        try process.run()
        self.process = process
        self.output = output
        self.exit = exit
        // A thread of its own may wait for the pipe.
        let reader = Thread {
            var rest = Data()
            while case let data = pipe.fileHandleForReading.availableData, !data.isEmpty {
                rest += data
                while let end = rest.firstIndex(of: 10) {
                    lines.yield(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
                    rest = rest[rest.index(after: end)...]
                }
            }
            lines.finish()
        }
        reader.start()
    }

    func allLines() async -> [String] {
        await lines(atLeast: .max)
    }

    func lines(atLeast count: Int) async -> [String] {
        var lines: [String] = []
        for await line in output {
            lines.append(line)
            if lines.count >= count { break }
        }
        return lines
    }

    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
    }

    func status() async -> Int32? {
        for await status in exit { return status }
        return nil
    }
}
