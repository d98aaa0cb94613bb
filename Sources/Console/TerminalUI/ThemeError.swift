/// Why a theme cannot be used; each description is one sentence that says what to change.
package enum ThemeError: Error, Hashable, CustomStringConvertible {
    /// The file is no TOML or has a key that themes do not have.
    case unreadable(String)
    /// A role has no entry.
    case missingRole(theme: String, role: String)
    /// An entry names a role that does not exist.
    case unknownRole(theme: String, role: String)
    /// A role uses a colour that the palette lacks.
    case unknownColour(theme: String, role: String, colour: String)
    /// A colour's value cannot be understood.
    case badColour(theme: String, colour: String, value: String)
    /// An attribute that does not exist.
    case unknownAttribute(theme: String, role: String, attribute: String)
    /// No built-in theme has this name.
    case unknownTheme(String, known: [String])
    /// The colour option is none of auto, none, 16, 256.
    case unknownColourOption(String)

    /// One sentence that says what to change.
    package var description: String {
        switch self {
        case .unreadable(let reason):
            "The theme cannot be read: \(reason)"
        case .missingRole(let theme, let role):
            "Theme '\(theme)' lacks the role '\(role)': add a table [roles.\(role)]."
        case .unknownRole(let theme, let role):
            "Theme '\(theme)' has a role '\(role)' that no screen uses: remove or rename it."
        case .unknownColour(let theme, let role, let colour):
            "Theme '\(theme)', role '\(role)': the palette has no colour '\(colour)'."
        case .badColour(let theme, let colour, let value):
            "Theme '\(theme)', colour '\(colour)': '\(value)' is not a colour."
        case .unknownAttribute(let theme, let role, let attribute):
            "Theme '\(theme)', role '\(role)': '\(attribute)' is none of "
                + "\(CellAttributes.named.keys.sorted().joined(separator: ", "))."
        case .unknownTheme(let name, let known):
            "There is no theme '\(name)': choose one of \(known.joined(separator: ", "))."
        case .unknownColourOption(let option):
            "'\(option)' is no colour setting: choose auto, none, 16 or 256."
        }
    }
}
