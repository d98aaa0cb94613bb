import BuiltinThemes
import Foundation
import TerminalUI
import Testing

@Suite("Built-in themes")
struct BuiltinThemesTests {
    @Test("the accessor names every theme file of the folder, and no other")
    func folder() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Themes")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path())
            .filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }
        #expect(Set(files) == Set(BuiltinThemes.names))
        for name in BuiltinThemes.names {
            let file = try String(
                contentsOf: folder.appending(path: "\(name).toml"),
                encoding: .utf8
            )
            #expect(BuiltinThemes.text(named: name) == file)
        }
        #expect(BuiltinThemes.text(named: "no such theme") == nil)
    }

    @Test("every built-in theme loads under its own name", arguments: BuiltinThemes.names)
    func loads(name: String) throws {
        #expect(try Theme.builtin(name).name == name)
    }

    @Test("every text has the contrast its theme promises", arguments: BuiltinThemes.names)
    func contrast(name: String) throws {
        let theme = try Theme.builtin(name)
        let black = RGB(red: 0, green: 0, blue: 0)
        for role in Role.allCases {
            let colours = theme.colours(role)
            let front = try #require(colours.foreground)
            let back = colours.background ?? black
            let ratio = Self.contrast(front, back)
            #expect(ratio >= (name == "high-contrast" ? 7 : 4.5), "\(role): \(ratio)")
        }
    }

    @Test("what warns differs from plain text without colours", arguments: BuiltinThemes.names)
    func mono(name: String) throws {
        let theme = try Theme.builtin(name)
        let plain = theme.style(.normal, depth: .none)
        for role in [Role.inDoubt, .danger, .selected, .amountDue, .disabled] {
            let style = theme.style(role, depth: .none)
            #expect(style.foreground == nil && style.background == nil)
            #expect(style.attributes != plain.attributes, "\(role)")
        }
    }

    /// The contrast of WCAG 2: relative luminances, each plus 0.05.
    private static func contrast(_ first: RGB, _ second: RGB) -> Double {
        func part(_ value: Int) -> Double {
            let share = Double(value) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        func luminance(_ colour: RGB) -> Double {
            0.2126 * part(colour.red) + 0.7152 * part(colour.green) + 0.0722 * part(colour.blue)
        }
        let light = max(luminance(first), luminance(second))
        let dark = min(luminance(first), luminance(second))
        return (light + 0.05) / (dark + 0.05)
    }
}
