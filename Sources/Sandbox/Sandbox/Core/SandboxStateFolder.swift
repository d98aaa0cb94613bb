import FoundationEssentials

/// Where the sandbox keeps its keys and books, one JSON file each, replaced as a whole.
struct SandboxStateFolder: Sendable {
    /// The files of the folder.
    enum File: String {
        case keys = "keys.json"
        case world = "world.json"
        case insurance = "insurance.json"
        case wechat = "wechat.json"
        case alipay = "alipay.json"
    }

    let path: String

    /// Opens the folder, for its owner alone, and makes it where it does not exist.
    init(path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    /// The contents of a file, or nil when it was never written.
    func read<Value: Decodable>(_ type: Value.Type, from file: File) throws -> Value? {
        let filePath = self.filePath(file)
        guard FileManager.default.fileExists(atPath: filePath) else { return nil }
        let data = try Data(contentsOf: URL(filePath: filePath))
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw SandboxError(.unreadableState, "\(file.rawValue): \(error)")
        }
    }

    /// Replaces a file: a reader, or a restart after a kill, sees the old or the new one whole.
    func write(_ value: some Encodable, to file: File) throws {
        try JSONEncoder().encode(value).write(to: URL(filePath: filePath(file)), options: .atomic)
    }

    private func filePath(_ file: File) -> String {
        path + "/" + file.rawValue
    }
}

/// Why the sandbox could not do what it was told by its operator.
package struct SandboxError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Code: String, Sendable {
        /// A file of the state folder cannot be read back.
        case unreadableState
        /// A request of the admin interface is not understood.
        case badRequest
    }

    package var code: Code
    package var context: String

    init(_ code: Code, _ context: String) {
        self.code = code
        self.context = context
    }

    package var description: String {
        "\(code.rawValue): \(context)"
    }
}
