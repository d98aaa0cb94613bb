/// Where a scanner is: a terminal device, or a serial server on the network.
package enum ScannerAddress: Hashable, Sendable {
    /// The path of a tty, best a stable name under `/dev/serial/by-id`.
    case terminal(path: String)
    /// The host and port of a serial server.
    case network(host: String, port: UInt16)

    /// Reads a path or `tcp://host:port`; an IPv6 address stands in brackets.
    package init(parsing text: String) throws(ScannerAddressError) {
        guard !text.isEmpty, text.utf8.count <= 4096, !text.utf8.contains(0) else {
            throw .empty
        }
        guard text.hasPrefix("tcp://") else {
            guard !text.contains("://") else { throw .unknownScheme }
            self = .terminal(path: text)
            return
        }
        let rest = text.dropFirst("tcp://".count)
        guard let colon = rest.lastIndex(of: ":") else { throw .portMissing }
        let digits = rest[rest.index(after: colon)...]
        guard
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits),
            port > 0
        else { throw .portMissing }
        var host = rest[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw .hostMissing
        }
        guard !host.isEmpty else { throw .hostMissing }
        self = .network(host: String(host), port: port)
    }
}

/// What is wrong with the text of a scanner's address.
package enum ScannerAddressError: Error, Hashable, Sendable {
    /// No text, or one that no path can have.
    case empty
    /// A scheme other than `tcp`.
    case unknownScheme
    /// No host before the port, or an IPv6 address without brackets.
    case hostMissing
    /// No port from 1 to 65535 at the end.
    case portMissing
}
