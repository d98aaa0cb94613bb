import ArgumentParser
import FoundationEssentials

/// The option that every configured command shares.
struct ConfigurationOption: ParsableArguments {
    @Option(name: .long, help: "The configuration file (TOML).")
    var config: String?

    /// Loads the configuration or fails with a sentence.
    func load() throws -> ConfigurationFile {
        try ConfigurationFile.load(option: config)
    }
}

/// The look of the screen, as `console` and `demo` take it.
struct ScreenOptions: ParsableArguments {
    @Option(name: .long, help: "Theme: dark, high-contrast, or the path of a theme file.")
    var theme: String?

    @Option(name: .long, help: "Language of the screen: zh or en.")
    var language: String?

    @Option(
        name: .long,
        parsing: .singleValue,
        help: "A scanner beside the configured ones: a tty path or tcp://host:port."
    )
    var scanner: [String] = []
}

/// `cashier console`: the window itself.
struct ConsoleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console",
        abstract: "Open the cashier's window against the configured peers."
    )

    @OptionGroup var configurationOption: ConfigurationOption
    @OptionGroup var screen: ScreenOptions

    mutating func run() throws {
        let file = try configurationOption.load()
        try ConsoleSession(file: file, screen: screen, demo: nil).run()
    }
}
