import ArgumentParser

/// The command line: every subcommand's contract is its help text.
///
/// `main` is synchronous on purpose: the process' first thread belongs to the terminal, and nothing
/// here may move off it behind the console's back.
@main
struct Cashier: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cashier",
        abstract: "A hospital cashier window in a terminal. 医院收费窗口。",
        discussion: """
            Try it:   cashier demo        a whole invented hospital in one command
            Work:     cashier console     the console against configured peers
            Data goes to standard output, words to standard error. Exit status: 0 done, 1 not done
            (refused, in doubt, differences found), 2 usage or configuration.
            Configuration: --config FILE, else $CASHIER_CONFIG, else
            $XDG_CONFIG_HOME/cashier/config.toml.
            """,
        subcommands: [
            DemoCommand.self, ConsoleCommand.self, SandboxCommand.self, SeedCommand.self,
            ImportCommand.self, BillsCommand.self, SettleCommand.self, SettlementsCommand.self,
            RecoverCommand.self, VerifyCommand.self, DoctorCommand.self,
        ]
    )

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as CommandFailure {
            failure.exit()
        } catch  where Cashier.exitCode(for: error) == .validationFailure {
            // ArgumentParser's own usage errors; the contract's status for them is 2.
            writeError(Cashier.fullMessage(for: error))
            CommandFailure.end(2)
        } catch {
            Cashier.exit(withError: error)
        }
    }
}
