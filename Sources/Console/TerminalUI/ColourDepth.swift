/// How many colours a terminal can show.
package enum ColourDepth: Sendable, Hashable, CaseIterable {
    /// None: attributes alone.
    case none
    /// The 16 colours of every colour terminal.
    case sixteen
    /// The xterm palette of 256; the most that ncurses does without redefining the user's palette.
    case twoFiftySix

    /// Chooses the depth: the option, else `NO_COLOR`, else what the terminal says.
    ///
    /// - Parameter option: `auto`, `none`, `16` or `256`; nil is `auto`.
    /// - Parameter terminalColours: terminfo's number of colours, below 1 for none.
    package static func choose(
        option: String?,
        environment: [String: String],
        terminalColours: Int
    ) throws(ThemeError) -> ColourDepth {
        switch option {
        case "none": return .none
        case "16": return .sixteen
        case "256": return .twoFiftySix
        case nil, "auto": break
        case .some(let other): throw .unknownColourOption(other)
        }
        if let flag = environment["NO_COLOR"], !flag.isEmpty { return .none }
        if terminalColours >= 256 { return .twoFiftySix }
        return terminalColours >= 8 ? .sixteen : .none
    }
}

/// A colour as red, green and blue, 0…255 each.
package struct RGB: Sendable, Hashable {
    /// Red.
    package let red: Int
    /// Green.
    package let green: Int
    /// Blue.
    package let blue: Int

    /// A colour by its parts.
    package init(red: Int, green: Int, blue: Int) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// A colour written `#rrggbb`; nil for anything else.
    package init?(hex: String) {
        guard hex.utf8.count == 7, hex.first == "#", let value = Int(hex.dropFirst(), radix: 16),
            hex.dropFirst().first != "+", hex.dropFirst().first != "-"
        else { return nil }
        self.init(red: value >> 16, green: (value >> 8) & 255, blue: value & 255)
    }

    /// The colour at `index` of the xterm palette.
    static func xterm(_ index: Int) -> RGB {
        if index < 16 { return sixteen[index] }
        if index >= 232 {
            let grey = 8 + 10 * (index - 232)
            return RGB(red: grey, green: grey, blue: grey)
        }
        let cube = index - 16
        return RGB(
            red: levels[cube / 36],
            green: levels[cube / 6 % 6],
            blue: levels[cube % 6]
        )
    }

    /// The nearest colour among the indices of the xterm palette.
    func nearest(in indices: Range<Int>) -> Int {
        indices.min { distance(to: .xterm($0)) < distance(to: .xterm($1)) } ?? 0
    }

    private func distance(to other: RGB) -> Int {
        let red = red - other.red
        let green = green - other.green
        let blue = blue - other.blue
        return 3 * red * red + 6 * green * green + blue * blue
    }

    private static let levels = [0, 95, 135, 175, 215, 255]
    private static let sixteen: [RGB] = [
        0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
        0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ].map { RGB(red: $0 >> 16, green: ($0 >> 8) & 255, blue: $0 & 255) }
}
