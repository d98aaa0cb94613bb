/// Why a TOML text was refused.
package struct TOMLError: Error, Hashable, CustomStringConvertible {
    /// One sentence that names the key or the place and says what is wrong.
    package let message: String
    /// The dotted path of the key that is wrong; nil for a syntax error.
    package let keyPath: String?
    /// The line it stands in, from 1, where it could be found.
    package let line: Int?

    /// An error with its place; the line is added to the sentence.
    package init(message: String, keyPath: String? = nil, line: Int? = nil) {
        self.message = line.map { "line \($0): \(message)" } ?? message
        self.keyPath = keyPath
        self.line = line
    }

    /// The sentence.
    package var description: String { message }
}
