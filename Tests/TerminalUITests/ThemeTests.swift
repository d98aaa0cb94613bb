import BuiltinThemes
import TerminalUI
import Testing

@Suite("Themes")
struct ThemeTests {
    private func dark() throws -> String { try #require(BuiltinThemes.text(named: "dark")) }

    private func refusal(_ toml: String) -> ThemeError? {
        #expect(throws: ThemeError.self) { try Theme(toml: toml) }
    }

    @Test("a missing role is named", arguments: Role.allCases)
    func missing(role: Role) throws {
        let lines = try dark().split(separator: "\n").filter { !$0.hasPrefix("\(role.name) = ") }
        let error = refusal(lines.joined(separator: "\n"))
        #expect(error == .missingRole(theme: "dark", role: role.name))
        #expect(error?.description.contains("'\(role.name)'") == true)
    }

    @Test("every other mistake is named too")
    func mistakes() throws {
        let dark = try dark()
        #expect(
            refusal(dark + "sparkle = { fg = \"ink\" }\n")
                == .unknownRole(theme: "dark", role: "sparkle")
        )
        #expect(
            refusal(dark.replacing("title = { fg = \"bright\"", with: "title = { fg = \"brigt\""))
                == .unknownColour(theme: "dark", role: "title", colour: "brigt")
        )
        #expect(
            refusal(dark.replacing("#ffd75f", with: "ffd75f"))
                == .badColour(theme: "dark", colour: "gold", value: "ffd75f")
        )
        #expect(
            refusal(dark.replacing("mono = [\"reverse\"]", with: "mono = [\"blink\"]"))?
                .description.contains("'blink'") == true
        )
        let unknown = refusal(dark.replacing("bg = \"default\"", with: "background = \"default\""))
        guard case .unreadable(let reason) = unknown else {
            Issue.record("\(String(describing: unknown))")
            return
        }
        #expect(reason.contains("background"))
        #expect(throws: ThemeError.unknownTheme("x", known: BuiltinThemes.names)) {
            try Theme.builtin("x")
        }
    }

    @Test("a colour without 256 and 16 values gets the nearest ones")
    func nearest() throws {
        let toml = try dark().replacing(
            "gold = { rgb = \"#ffd75f\", 256 = 221, 16 = \"brightYellow\" }",
            with: "gold = { rgb = \"#ffd75f\" }"
        )
        let theme = try Theme(toml: toml)
        #expect(theme.style(.amountDue, depth: .twoFiftySix).foreground == 221)
        #expect((0..<16).contains(theme.style(.amountDue, depth: .sixteen).foreground ?? -1))
        #expect(theme.style(.amountDue, depth: .none).foreground == nil)
    }

    @Test("the option wins over NO_COLOR, NO_COLOR over the terminal")
    func depth() throws {
        let noColour = ["NO_COLOR": "1"]
        #expect(
            try ColourDepth.choose(option: "256", environment: noColour, terminalColours: 8)
                == .twoFiftySix
        )
        #expect(
            try ColourDepth.choose(option: "auto", environment: noColour, terminalColours: 256)
                == .none
        )
        #expect(
            try ColourDepth.choose(
                option: nil,
                environment: ["NO_COLOR": ""],
                terminalColours: 256
            ) == .twoFiftySix
        )
        #expect(
            try ColourDepth.choose(option: nil, environment: [:], terminalColours: 8) == .sixteen
        )
        #expect(try ColourDepth.choose(option: nil, environment: [:], terminalColours: -1) == .none)
        #expect(throws: ThemeError.unknownColourOption("lots")) {
            try ColourDepth.choose(option: "lots", environment: [:], terminalColours: 8)
        }
    }
}
