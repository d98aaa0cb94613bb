import FoundationEssentials
import Glibc

/// Where the sandbox keeps its keys and books, one JSON file each, replaced as a whole.
struct SandboxStateFolder: Sendable {
    /// The files of the folder.
    enum File: String {
        case keys = "keys.json"
        case world = "world.json"
        case insurance = "insurance.json"
        /// What changed since `insurance.json` was written, one JSON line a request.
        case insuranceLog = "insurance.log"
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
    ///
    /// Nothing is flushed: the sandbox promises to survive a kill, not a power cut.
    func write(_ value: some Encodable, to file: File) throws {
        let path = filePath(file)
        let temporary = "\(path).new"
        try put(Array(try JSONEncoder().encode(value)), O_TRUNC, to: temporary)
        guard rename(temporary, path) == 0 else {
            throw SandboxError(.unreadableState, "\(path) cannot be replaced")
        }
    }

    /// Whether there is such a file.
    func has(_ file: File) -> Bool {
        FileManager.default.fileExists(atPath: filePath(file))
    }

    /// Appends one line to a file.
    func append(_ value: some Encodable, to file: File) throws {
        try put(Array(try JSONEncoder().encode(value)) + [0x0A], O_APPEND, to: filePath(file))
    }

    /// The lines of a file; one that a kill cut short is left out.
    func lines<Value: Decodable>(of type: Value.Type, in file: File) throws -> [Value] {
        guard has(file) else { return [] }
        let data = try Data(contentsOf: URL(filePath: filePath(file)))
        guard let end = data.lastIndex(of: 0x0A) else { return [] }
        return try data[..<end].split(separator: 0x0A).map {
            do {
                return try JSONDecoder().decode(type, from: Data($0))
            } catch {
                throw SandboxError(.unreadableState, "\(file.rawValue): \(error)")
            }
        }
    }

    /// Forgets a file.
    func remove(_ file: File) throws {
        guard unlink(filePath(file)) == 0 || errno == ENOENT else {
            throw SandboxError(.unreadableState, "\(file.rawValue) cannot be removed")
        }
    }

    private func put(_ bytes: [UInt8], _ mode: Int32, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | mode, 0o600)
        guard descriptor >= 0 else {
            throw SandboxError(.unreadableState, "\(path) cannot be written")
        }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw SandboxError(.unreadableState, "\(path) cannot be written")
        }
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
