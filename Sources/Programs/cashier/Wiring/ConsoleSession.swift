import Billing
import BuiltinThemes
import CashierScreens
import CursesTerminal
import Devices
import DevicesLive
import FoundationEssentials
import Glibc
import SQLiteStore
import Settlement
import TerminalUI

/// What the demo adds to a console: people to play with and a way to mint their codes.
struct DemoFeatures: Sendable {
    var samples: [SamplePerson]
    /// A fresh code of a person, or nil when the sandbox knows no such person.
    var mint: @Sendable (_ person: String, _ kind: SampleCode) -> String?
}

/// One window from its start to its end: ledger, engine, devices and the terminal.
///
/// The terminal runs on the process' first thread; engine and peers work on the task pool, devices
/// on their own thread. All of them reach the screen only by posting messages to its loop.
struct ConsoleSession {
    let file: ConfigurationFile
    let screen: ScreenOptions
    let demo: DemoFeatures?

    /// Runs until the cashier quits or the terminal goes away.
    func run() throws {
        // Everything that can be wrong is checked before the screen is touched.
        let language = try chosenLanguage()
        let scanners = try configuredScanners()
        let terminal = try makeTerminal()
        let workplace = try Workplace.open(file)
        let window = file.values.hospital.window
        let (lock, shift) = try EntryPoint.wait {
            try await register(workplace, window: window)
        }
        let engine = try workplace.engine(
            file,
            owner: lock.owner,
            shiftID: shift.id,
            emit: { _ = terminal.post(.desk($0)) }
        )
        let monitor = try DeviceMonitor { _ = terminal.post(.device($0)) }
        for scanner in scanners { monitor.add(scanner) }
        let work = Task {
            async let driving: Void = engine.run()
            do { _ = try await engine.recover() } catch {
                _ = terminal.post(.desk(.refused(settlementID: "", .ledgerUnwritable("\(error)"))))
            }
            engine.submit(.listOpen)
            await driving
        }
        let clock = workplace.clock
        let now: @Sendable () -> ConsoleTime = {
            ConsoleTime(instant: ContinuousClock.now, moment: clock.now())
        }
        let mint = demo?.mint
        var program = ConsoleProgram(
            state: ConsoleState(
                options: try options(shift: shift, language: language, scanners: scanners),
                time: now()
            ),
            now: now,
            perform: { effect in
                perform(effect, engine: engine, monitor: monitor, mint: mint)
            }
        )
        let ending: TerminalExit
        do { ending = try terminal.run(&program) } catch {
            throw CommandFailure.configuration("\(error)")
        }
        work.cancel()
        if case .hungUp = ending {
            // Intents are durable and the lock falls with the process: nothing else may delay it.
            Glibc._exit(0)
        }
        monitor.stop()
        try EntryPoint.wait { await workplace.close() }
        withExtendedLifetime(lock) {}
    }

    /// The name under which a window owns settlements in the ledger.
    private static func ownerName(window: String) -> String { "window-\(window)" }

    private func register(
        _ workplace: Workplace,
        window: String
    ) async throws -> (OwnerLock, Shift) {
        do {
            let lock = try await workplace.store.registerOwner(Self.ownerName(window: window))
            if let shift = try await workplace.store.currentShift(ofWindow: window) {
                return (lock, shift)
            }
            let now = workplace.clock.now()
            let hospital = file.values.hospital
            let shift = Shift(
                id: "\(window)-\(now.china.compact)",
                window: window,
                operatorID: hospital.operatorCode,
                operatorName: hospital.operatorName,
                businessDate: now.china.businessDate,
                openedAt: now.wall
            )
            try await workplace.store.openShift(shift)
            return (lock, shift)
        } catch let error as StoreError {
            throw CommandFailure.notDone(error.sentence)
        }
    }

    // MARK: What the configuration says

    private func chosenLanguage() throws -> Language {
        let text = screen.language ?? file.values.console?.language ?? "zh"
        guard let language = Language(rawValue: text) else {
            throw CommandFailure.configuration("language \(text) is not known; use zh or en")
        }
        return language
    }

    private func configuredScanners() throws -> [ScannerSettings] {
        var scanners: [ScannerSettings] = []
        for table in file.values.scanners ?? [] {
            var framing = ScanFramer.Settings()
            if let window = table.repeatMilliseconds {
                framing.repeatWindow = window == 0 ? nil : .milliseconds(window)
            }
            guard let baud = BaudRate(rawValue: table.baud ?? 9600) else {
                throw CommandFailure.configuration(
                    "scanners.baud: \(table.baud ?? 0) is not a speed of serial lines"
                )
            }
            scanners.append(
                ScannerSettings(
                    id: DeviceID(table.name),
                    address: try address(table.address),
                    baudRate: baud,
                    framing: framing
                )
            )
        }
        for (index, path) in screen.scanner.enumerated() {
            scanners.append(
                ScannerSettings(id: DeviceID("scanner-\(index + 1)"), address: try address(path))
            )
        }
        return scanners
    }

    private func address(_ text: String) throws -> ScannerAddress {
        do {
            return try ScannerAddress(parsing: text)
        } catch {
            throw CommandFailure.configuration(
                "\(text) is not a scanner: give a tty path or tcp://host:port"
            )
        }
    }

    private func makeTerminal() throws -> Terminal<ConsoleProgram.Message> {
        guard isatty(0) == 1, isatty(1) == 1 else {
            throw CommandFailure.configuration("\(TerminalError.notATerminal)")
        }
        let name = screen.theme ?? file.values.console?.theme ?? "dark"
        do {
            let theme =
                if BuiltinThemes.names.contains(name) {
                    try Theme.builtin(name)
                } else {
                    try Theme(toml: try file.text(name, for: "theme"))
                }
            var options = TerminalOptions(
                theme: theme,
                environment: ProcessInfo.processInfo.environment
            )
            if let delay = file.values.console?.escapeDelayMilliseconds {
                options.escapeDelay = .milliseconds(delay)
            }
            return try Terminal(options)
        } catch let error as ThemeError {
            throw CommandFailure.configuration("theme \(name): \(error)")
        } catch let error as TerminalError {
            throw CommandFailure.configuration("\(error)")
        }
    }

    private func options(
        shift: Shift,
        language: Language,
        scanners: [ScannerSettings]
    ) throws -> ConsoleOptions {
        let hospital = file.values.hospital
        var limit: Money?
        if let text = file.values.console?.confirmAbove {
            do { limit = try Money(yuan: text) } catch {
                throw CommandFailure.configuration(
                    "console.confirm_above is not an amount of yuan: write \"1000.00\""
                )
            }
        }
        return ConsoleOptions(
            language: language,
            window: hospital.window,
            operatorName: hospital.operatorName,
            hospitalName: hospital.name,
            shiftText: shift.operatorID,
            cashRounding: CashRounding(rawValue: hospital.cashRounding ?? 1) ?? .jiaoHalfUp,
            confirmLimit: limit,
            samples: demo?.samples ?? [],
            ownerID: Self.ownerName(window: hospital.window)
        )
    }
}

/// Carries an effect of the screen out; called on the terminal's thread, so it only hands over.
private func perform(
    _ effect: ConsoleEffect,
    engine: SettlementEngine,
    monitor: DeviceMonitor,
    mint: (@Sendable (String, SampleCode) -> String?)?
) {
    switch effect {
    case .desk(let request):
        engine.submit(request)
    case .emitScan(let text):
        _ = monitor.inject(text, from: DeviceID("sample"))
    case .mintScan(let person, let kind):
        if let code = mint?(person, kind) {
            _ = monitor.inject(code, from: DeviceID("sample"))
        }
    case .bell:
        FileOutput.write("\u{07}", to: 1)
    case .quit:
        break
    }
}
