import BuiltinThemes
import TOMLCoding

/// What every role looks like, read from a TOML file.
///
/// A palette names colours, `rgb` always, `256` and `16` where the nearest one is not good enough; the
/// roles name a foreground, a background (`default` is the terminal's own) and attributes, with
/// `mono` for terminals without colours. Every role must stand in the file.
package struct Theme: Sendable, Hashable {
    /// The theme's name.
    package let name: String
    private let faces: [Face]

    /// Reads a theme; the error names the role, the colour or the key that is wrong.
    package init(toml: String) throws(ThemeError) {
        let file: ThemeFile
        do {
            file = try TOMLFile.decode(ThemeFile.self, from: toml)
        } catch {
            throw .unreadable(error.message)
        }
        name = file.name
        var palette: [String: Colour] = [:]
        for (name, entry) in file.palette.sorted(by: { $0.key < $1.key }) {
            palette[name] = try Colour(entry, name: name, theme: file.name)
        }
        let known = Set(Role.allCases.map(\.name))
        if let stray = file.roles.keys.sorted().first(where: { !known.contains($0) }) {
            throw .unknownRole(theme: file.name, role: stray)
        }
        var faces: [Face] = []
        for role in Role.allCases {
            guard let entry = file.roles[role.name] else {
                throw .missingRole(theme: file.name, role: role.name)
            }
            faces.append(try Face(entry, role: role.name, theme: file.name, palette: palette))
        }
        self.faces = faces
    }

    /// The built-in theme of this name.
    package static func builtin(_ name: String) throws(ThemeError) -> Theme {
        guard let toml = BuiltinThemes.text(named: name) else {
            throw .unknownTheme(name, known: BuiltinThemes.names)
        }
        return try Theme(toml: toml)
    }

    /// What a role looks like at a colour depth.
    package func style(_ role: Role, depth: ColourDepth) -> CellStyle {
        let face = faces[Int(role.rawValue)]
        switch depth {
        case .none:
            return CellStyle(foreground: nil, background: nil, attributes: face.mono)
        case .sixteen:
            return CellStyle(
                foreground: face.foreground?.sixteen,
                background: face.background?.sixteen,
                attributes: face.attributes
            )
        case .twoFiftySix:
            return CellStyle(
                foreground: face.foreground?.twoFiftySix,
                background: face.background?.twoFiftySix,
                attributes: face.attributes
            )
        }
    }

    /// The full colours of a role; nil stands for the terminal's own.
    package func colours(_ role: Role) -> (foreground: RGB?, background: RGB?) {
        let face = faces[Int(role.rawValue)]
        return (face.foreground?.rgb, face.background?.rgb)
    }
}

private struct Colour: Hashable {
    let rgb: RGB
    let twoFiftySix: Int
    let sixteen: Int

    init(_ entry: ThemeFile.PaletteEntry, name: String, theme: String) throws(ThemeError) {
        guard let rgb = RGB(hex: entry.rgb) else {
            throw .badColour(theme: theme, colour: name, value: entry.rgb)
        }
        self.rgb = rgb
        if let index = entry.twoFiftySix {
            guard (16..<256).contains(index) else {
                throw .badColour(theme: theme, colour: name, value: "256 = \(index)")
            }
            twoFiftySix = index
        } else {
            twoFiftySix = rgb.nearest(in: 16..<256)
        }
        if let word = entry.sixteen {
            guard let index = Self.names.firstIndex(of: word) else {
                throw .badColour(theme: theme, colour: name, value: word)
            }
            sixteen = index
        } else {
            sixteen = rgb.nearest(in: 0..<16)
        }
    }

    private static let names = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
        "brightBlack", "brightRed", "brightGreen", "brightYellow", "brightBlue", "brightMagenta",
        "brightCyan", "brightWhite",
    ]
}

private struct Face: Hashable {
    let foreground: Colour?
    let background: Colour?
    let attributes: CellAttributes
    let mono: CellAttributes

    init(
        _ entry: ThemeFile.RoleEntry,
        role: String,
        theme: String,
        palette: [String: Colour]
    ) throws(ThemeError) {
        func colour(_ name: String?) throws(ThemeError) -> Colour? {
            guard let name, name != "default" else { return nil }
            guard let colour = palette[name] else {
                throw .unknownColour(theme: theme, role: role, colour: name)
            }
            return colour
        }
        func attributes(_ names: [String]) throws(ThemeError) -> CellAttributes {
            var all: CellAttributes = []
            for name in names {
                guard let attribute = CellAttributes.named[name] else {
                    throw .unknownAttribute(theme: theme, role: role, attribute: name)
                }
                all.insert(attribute)
            }
            return all
        }
        foreground = try colour(entry.fg)
        background = try colour(entry.bg)
        self.attributes = try attributes(entry.attributes ?? [])
        mono = try attributes(entry.mono ?? entry.attributes ?? [])
    }
}

/// The decoded tree of a theme file.
private struct ThemeFile: Decodable {
    struct PaletteEntry: Decodable {
        let rgb: String
        let twoFiftySix: Int?
        let sixteen: String?

        enum CodingKeys: String, CodingKey {
            case rgb
            case twoFiftySix = "256"
            case sixteen = "16"
        }
    }

    struct RoleEntry: Decodable {
        let fg: String?
        let bg: String?
        let attributes: [String]?
        let mono: [String]?
    }

    let name: String
    let palette: [String: PaletteEntry]
    let roles: [String: RoleEntry]
}
