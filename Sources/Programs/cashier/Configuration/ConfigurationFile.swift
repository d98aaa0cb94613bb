import FoundationEssentials
import Glibc
import TOMLCoding

/// A loaded configuration and the folder its relative paths start from.
struct ConfigurationFile {
    let path: String
    let values: ConsoleConfiguration

    /// Finds and reads the configuration: the option, else `$CASHIER_CONFIG`, else the user's.
    static func load(option: String?) throws -> ConfigurationFile {
        let environment = ProcessInfo.processInfo.environment
        let path = option ?? environment["CASHIER_CONFIG"] ?? userPath(environment)
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandFailure.configuration(
                "the configuration \(path) cannot be read; name one with --config FILE, "
                    + "or try `cashier demo`"
            )
        }
        do {
            let values = try TOMLFile.decode(ConsoleConfiguration.self, from: text)
            if let fault = values.fault() {
                throw CommandFailure.configuration("\(path): \(fault)")
            }
            return ConfigurationFile(path: path, values: values)
        } catch let error as TOMLError {
            throw CommandFailure.configuration("\(path): \(error.message)")
        }
    }

    private static func userPath(_ environment: [String: String]) -> String {
        let base = environment["XDG_CONFIG_HOME"] ?? "\(environment["HOME"] ?? "")/.config"
        return "\(base)/cashier/config.toml"
    }

    /// A path of the file, relative ones from its folder.
    func resolve(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        guard let slash = self.path.lastIndex(of: "/") else { return path }
        return self.path[...slash] + path
    }

    /// The trimmed content of a secret's file, which must be readable by its owner alone.
    func secret(_ path: String, for key: String) throws -> String {
        let full = resolve(path)
        var status = stat()
        guard stat(full, &status) == 0 else {
            throw CommandFailure.configuration("\(key): the file \(full) does not exist")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw CommandFailure.configuration(
                "\(key): \(full) is readable by others; run chmod 600 on it"
            )
        }
        return try text(path, for: key)
    }

    /// The trimmed content of a file that is no secret.
    func text(_ path: String, for key: String) throws -> String {
        let full = resolve(path)
        guard let text = try? String(contentsOfFile: full, encoding: .utf8) else {
            throw CommandFailure.configuration("\(key): the file \(full) cannot be read")
        }
        return String(text.trimmedEnds)
    }
}

extension String {
    /// Without white space at both ends.
    var trimmedEnds: Substring {
        var part = self[...]
        while part.first?.isWhitespace == true { part.removeFirst() }
        while part.last?.isWhitespace == true { part.removeLast() }
        return part
    }
}
