internal import CLinux
internal import Glibc

/// One resolved address of a serial server.
struct NetworkAddress: Sendable {
    private let bytes: [UInt8]

    private static let countMax = 8

    /// Reads a literal address without asking a name server; nil when the host is a name.
    static func literal(host: String, port: UInt16) -> [NetworkAddress]? {
        let found = resolve(host: host, port: port, numericOnly: true)
        return found.isEmpty ? nil : found
    }

    /// Asks the name service, which may take seconds; empty when there is no address.
    static func lookUp(host: String, port: UInt16) -> [NetworkAddress] {
        resolve(host: host, port: port, numericOnly: false)
    }

    /// Begins a connection; answers its descriptor or a negated errno.
    func connect() -> Int32 {
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) { $0.copyBytes(from: bytes) }
        return clinux_tcp_connect(&storage)
    }

    private static func resolve(
        host: String,
        port: UInt16,
        numericOnly: Bool
    ) -> [NetworkAddress] {
        var storage = [sockaddr_storage](repeating: sockaddr_storage(), count: countMax)
        let count = clinux_resolve(
            host,
            port,
            numericOnly ? 1 : 0,
            &storage,
            Int32(countMax)
        )
        return storage.prefix(Int(max(count, 0))).map { address in
            withUnsafeBytes(of: address) { NetworkAddress(bytes: Array($0)) }
        }
    }
}
