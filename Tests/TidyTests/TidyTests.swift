import FoundationEssentials
import Testing

/// The style guide's mechanical rules, held by a test instead of by review.
@Suite("Tidy")
struct TidyTests {
    /// One Swift file of the repository.
    struct SourceFile {
        var path: String
        var lines: [Substring]

        /// The lines without comments, so that prose may speak of what code must not do.
        var code: [(number: Int, text: Substring)]

        init(path: String, text: String) {
            self.path = path
            lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            code = lines.enumerated().compactMap { index, line in
                let text = line.drop { $0 == " " }
                return text.isEmpty || text.hasPrefix("//") ? nil : (index + 1, text)
            }
        }
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path()

    /// Read once: every test looks at the same files.
    static let sources = Result { try read(below: "Sources") }

    /// Every Swift file of the sources below a folder.
    static func files(below folder: String) throws -> [SourceFile] {
        try sources.get().filter { $0.path.hasPrefix(folder) }
    }

    /// Reads every Swift file below a folder of the repository.
    static func read(below folder: String) throws -> [SourceFile] {
        let base = root + folder
        return try FileManager.default.subpathsOfDirectory(atPath: base)
            .filter { $0.hasSuffix(".swift") }.sorted()
            .map { path in
                let text = try String(contentsOfFile: "\(base)/\(path)", encoding: .utf8)
                return SourceFile(path: "\(folder)/\(path)", text: text)
            }
    }

    @Test("no source file is longer than 400 lines")
    func fileLength() throws {
        for file in try Self.files(below: "Sources") {
            #expect(file.lines.count <= 401, "\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test("no function of the sources is longer than 70 lines")
    func functionLength() throws {
        for file in try Self.files(below: "Sources") {
            var start: (line: Int, indent: Int)?
            for (index, line) in file.lines.enumerated() {
                let indent = line.prefix { $0 == " " }.count
                let text = line.dropFirst(indent)
                if start == nil, text.contains("func "), !text.hasPrefix("//"),
                    !text.hasPrefix("\""), !text.hasSuffix("}")
                {
                    start = (index, indent)
                } else if let begun = start, indent == begun.indent, text.hasPrefix("}") {
                    let length = index - begun.line + 1
                    #expect(length <= 70, "\(file.path):\(begun.line + 1) has \(length) lines")
                    start = nil
                } else if let begun = start, indent < begun.indent, !text.isEmpty {
                    // A requirement of a protocol has no body.
                    start = nil
                }
            }
        }
    }

    @Test(
        "banned words stay out of the code",
        arguments: [
            "@MainActor", "DispatchQueue.main", "Task.detached", "try!", "as!", "fatalError(",
            "@unchecked Sendable, ", "FoundationNetworking", "print(",
        ]
    )
    func bannedWords(word: String) throws {
        for file in try Self.files(below: "Sources") {
            if word == "print(", file.path.hasPrefix("Sources/Programs/") { continue }
            for line in file.code where line.text.contains(word) {
                if word == "print(", !Self.isCall("print(", in: line.text) { continue }
                Issue.record("\(file.path):\(line.number): \(word)")
            }
        }
    }

    /// Whether the word stands as a call of its own, not as the end of another name.
    private static func isCall(_ word: String, in line: Substring) -> Bool {
        guard let range = line.firstRange(of: word) else { return false }
        guard range.lowerBound > line.startIndex else { return true }
        let before = line[line.index(before: range.lowerBound)]
        return !(before.isLetter || before.isNumber || before == "." || before == "_")
    }

    @Test("wall time and identifiers are taken only in live targets")
    func liveTime() throws {
        let live = ["Sources/Programs", "Sources/Devices/DevicesLive"]
        for file in try Self.files(below: "Sources")
        where !live.contains(where: { file.path.hasPrefix($0) }) {
            for line in file.code {
                for word in ["Date()", "Date.now", "UUID()"] where line.text.contains(word) {
                    Issue.record("\(file.path):\(line.number): \(word)")
                }
            }
        }
    }

    @Test("money never passes through a binary floating-point number")
    func noDoubleForMoney() throws {
        let folders = [
            "Sources/Engine", "Sources/Stores", "Sources/Peers/Alipay", "Sources/Peers/WeChatPay",
            "Sources/Peers/InsurancePlatform",
        ]
        for folder in folders {
            for file in try Self.files(below: folder) {
                for line in file.code where line.text.contains("Double") {
                    Issue.record("\(file.path):\(line.number)")
                }
            }
        }
    }

    @Test(
        "each outside library and C module has one importer",
        arguments: [
            ("GRDB", "Sources/Stores/SQLiteStore/"), ("TOMLKit", "Sources/System/TOMLCoding/"),
            ("AsyncHTTPClient", "Sources/Peers/HTTPTransport/"),
            ("Hummingbird", "Sources/Programs/SandboxServer/"),
            ("HummingbirdCore", "Sources/Programs/SandboxServer/"),
            ("HummingbirdTLS", "Sources/Programs/SandboxServer/"),
            ("ArgumentParser", "Sources/Programs/cashier/"),
            ("COpenSSL", "Sources/System/Cryptography/"),
            ("CNCurses", "Sources/Console/CursesTerminal/"),
        ]
    )
    func singleImporter(library: String, home: String) throws {
        for file in try Self.files(below: "Sources") where !file.path.hasPrefix(home) {
            for line in file.code where line.text.hasSuffix("import \(library)") {
                Issue.record("\(file.path):\(line.number) imports \(library)")
            }
        }
    }

    @Test("README's map names every target of the manifest")
    func map() throws {
        let manifest = try String(contentsOfFile: Self.root + "Package.swift", encoding: .utf8)
        let readme = try String(contentsOfFile: Self.root + "README.md", encoding: .utf8)
        let names = manifest.matches(of: /(?:part\(\s*|name: )"([A-Za-z]+)"/).map { String($0.1) }
        let libraries = manifest.matches(of: /name: "([A-Za-z0-9.]+)",\s*package:/).map {
            String($0.1)
        }
        for name in Set(names).subtracting(libraries) {
            #expect(readme.contains(name), "README does not name \(name)")
        }
    }

    @Test("nobody waits by the clock in a test")
    func noSleepingTests() throws {
        for file in try Self.read(below: "Tests")
        where !file.path.contains("TidyTests") && !file.path.contains("/Support/") {
            for line in file.code {
                for word in ["Task.sleep", "usleep(", "nanosleep("] where line.text.contains(word) {
                    Issue.record("\(file.path):\(line.number): \(word)")
                }
            }
        }
    }
}
