// swift-tools-version: 6.3

// Cashier Console: a hospital payment window in a terminal.
//
// This manifest is the architecture. Groups stand in ring order, the highest ring first: a target
// may depend on targets of its own group's lower lines or of the groups below it, never on a group
// above. Each outside library has exactly one importing target, named beside the library.

import PackageDescription

/// The settings of every Swift target: language mode 6, five upcoming features, warnings are errors.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .treatAllWarnings(as: .error),
]

/// A library target of one of the groups of `Sources/`.
func part(
    _ name: String,
    in group: String,
    _ dependencies: [Target.Dependency] = [],
    resources: [Resource]? = nil
) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/\(group)/\(name)",
        resources: resources,
        swiftSettings: strict
    )
}

/// The tests of one target, in `Tests/<Target>Tests`.
func tests(
    _ name: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = []
) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: dependencies,
        path: "Tests/\(name)Tests",
        exclude: exclude,
        swiftSettings: strict
    )
}

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser",
    package: "swift-argument-parser"
)
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let asyncHTTPClient = Target.Dependency.product(
    name: "AsyncHTTPClient",
    package: "async-http-client"
)
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let serviceLifecycle = Target.Dependency.product(
    name: "ServiceLifecycle",
    package: "swift-service-lifecycle"
)
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")

let package = Package(
    name: "cashier-console",
    products: [
        .executable(name: "cashier", targets: ["cashier"])
    ],
    dependencies: [
        // cashier
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // SandboxServer
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird",
            exact: "2.28.1",
            traits: []
        ),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        // SQLiteStore
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        // TOMLCoding
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
        // HTTPTransport
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        // HTTPTransport and SandboxServer, whose libraries speak in NIO's types
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    ],
    targets: [
        // MARK: Programs

        // The executable: subcommands, configuration and wiring, nothing that decides.
        .executableTarget(
            name: "cashier",
            dependencies: [
                argumentParser, "SandboxServer", "CashierScreens", "CursesTerminal", "TerminalUI",
                "DevicesLive", "Devices", "Settlement", "Billing", "SQLiteStore",
                "InsurancePlatform", "WeChatPay", "Alipay", "PeerTransport", "HTTPTransport",
                "Sandbox", "Cryptography", "TOMLCoding", "BuiltinThemes",
            ],
            path: "Sources/Programs/cashier",
            swiftSettings: strict
        ),
        // Measures the real program from outside: the figures of README.
        .executableTarget(
            name: "Benchmarks",
            dependencies: ["DevicesLive", "CLinux"],
            path: "Sources/Programs/Benchmarks",
            swiftSettings: strict
        ),
        // Serves the sandbox over HTTP and TLS.
        part(
            "SandboxServer",
            in: "Programs",
            [
                "Sandbox", hummingbird, hummingbirdCore, hummingbirdTLS, serviceLifecycle, nioCore,
                nioPosix, nioSSL, logging,
            ]
        ),

        // MARK: Console

        // The screens: state, events, reduce, draw; key tables and sentences.
        part(
            "CashierScreens",
            in: "Console",
            ["TerminalUI", "Devices", "Settlement", "Billing"]
        ),
        // The only user of ncurses: one thread, its poll loop, the difference to the terminal.
        part("CursesTerminal", in: "Console", ["TerminalUI", "CNCurses"]),
        // Cells, text width, layout, widgets, key tables, themes; headless.
        part("TerminalUI", in: "Console", ["BuiltinThemes", "TOMLCoding"]),

        // MARK: Devices

        // Descriptors, termios, reconnection: one epoll thread.
        part("DevicesLive", in: "Devices", ["Devices", "CLinux"]),
        // Pure: framing of scanner bytes, classification of scanned codes.
        part("Devices", in: "Devices"),

        // MARK: Stores

        // The ledger in one SQLite file: schema, gate, durable opening, audit chain.
        part(
            "SQLiteStore",
            in: "Stores",
            [
                "Settlement", "Billing", "Cryptography",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),

        // MARK: Peers

        // The national insurance platform: envelope, signing, transactions, identities.
        part(
            "InsurancePlatform",
            in: "Peers",
            ["Settlement", "Billing", "PeerTransport", "Cryptography"]
        ),
        // WeChat Pay V2.
        part(
            "WeChatPay",
            in: "Peers",
            ["Settlement", "Billing", "PaymentEvidence", "PeerTransport", "Cryptography"]
        ),
        // Alipay OpenAPI.
        part(
            "Alipay",
            in: "Peers",
            ["Settlement", "Billing", "PaymentEvidence", "PeerTransport", "Cryptography"]
        ),
        // What an exchange with a payment channel leaves behind, redacted.
        part("PaymentEvidence", in: "Peers", ["Settlement", "PeerTransport", "Cryptography"]),
        // HTTP and TLS with client certificates; sends each request at most once.
        part(
            "HTTPTransport",
            in: "Peers",
            ["PeerTransport", asyncHTTPClient, nioCore, nioHTTP1, nioPosix, nioSSL]
        ),
        // What a request to a peer is, and the ways it can end.
        part("PeerTransport", in: "Peers"),

        // MARK: Engine

        // The settlement engine: state machines, plan, ports, the desk's requests and events.
        part("Settlement", in: "Engine", ["Billing"]),
        // Money, patient, visit, charge line, bill, split, receipt, shift: values and their rules.
        part("Billing", in: "Engine", ["Cryptography"]),

        // MARK: Sandbox

        // Simulated peers with books of their own; shares no envelope or codec with Peers.
        part("Sandbox", in: "Sandbox", ["Cryptography"]),

        // MARK: System

        // Digests, RSA, SM2/SM3/SM4, AES-GCM, scrypt, certificates over libcrypto.
        part("Cryptography", in: "System", ["COpenSSL"]),
        // Strict decoding of TOML, for themes and configuration.
        part("TOMLCoding", in: "System", ["TOMLKit"]),
        // The built-in themes, embedded.
        .target(
            name: "BuiltinThemes",
            path: "Themes",
            resources: [.embedInCode("dark.toml"), .embedInCode("high-contrast.toml")],
            swiftSettings: strict
        ),
        // C: ncurses' macros and globals as functions, and the terminal's rescue after a trap.
        .target(
            name: "CNCurses",
            path: "Sources/System/CNCurses",
            cSettings: [.treatAllWarnings(as: .error)],
            linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]
        ),
        // C: epoll, eventfd, termios, flock and pseudo-terminals.
        .target(
            name: "CLinux",
            path: "Sources/System/CLinux",
            cSettings: [.treatAllWarnings(as: .error)]
        ),
        // C: libcrypto's macros as functions.
        .systemLibrary(
            name: "COpenSSL",
            path: "Sources/System/COpenSSL",
            providers: [.apt(["libssl-dev"])]
        ),

        // MARK: Tests

        tests(
            "Alipay",
            ["Alipay", "PaymentEvidence", "Billing", "Cryptography", "PeerTransport", "Settlement"]
        ),
        tests("Billing", ["Billing", "TestEffort"]),
        tests("BuiltinThemes", ["BuiltinThemes", "TerminalUI"]),
        tests(
            "CashierScreens",
            ["CashierScreens", "TestEffort", "TerminalUI", "Devices", "Settlement", "Billing"],
            exclude: ["Goldens"]
        ),
        tests("ConsoleEndToEnd", ["cashier"]),
        tests("Cryptography", ["Cryptography"]),
        tests("CursesTerminal", ["BuiltinThemes", "CNCurses", "CursesTerminal", "TerminalUI"]),
        tests("Devices", ["Devices", "TestEffort"]),
        tests("DevicesLive", ["Devices", "DevicesLive"]),
        tests(
            "HTTPTransport",
            [
                "HTTPTransport", "PeerTransport", "Cryptography", nioCore, nioPosix, nioHTTP1,
                nioSSL,
            ]
        ),
        tests(
            "InsurancePlatform",
            ["InsurancePlatform", "Billing", "Cryptography", "PeerTransport", "Settlement"]
        ),
        tests("Sandbox", ["Sandbox", "TestEffort", "Cryptography"]),
        tests("SandboxServer", ["SandboxServer", "Sandbox", nioCore, nioPosix, nioSSL]),
        tests("Settlement", ["Settlement", "Billing", "TestSupport"]),
        tests(
            "SQLiteStore",
            [
                "SQLiteStore", "Settlement", "Billing", "LedgerWriter",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        tests("TerminalUI", ["TerminalUI", "BuiltinThemes"]),
        tests("Tidy", []),
        tests("TOMLCoding", ["TOMLCoding"]),
        tests(
            "WeChatPay",
            [
                "WeChatPay", "PaymentEvidence", "Billing", "Cryptography", "PeerTransport",
                "Settlement",
            ]
        ),
        // A process of its own that writes to a ledger, to be run beside others and killed.
        .executableTarget(
            name: "LedgerWriter",
            dependencies: ["SQLiteStore", "Settlement", "Billing"],
            path: "Tests/Support/LedgerWriter",
            swiftSettings: strict
        ),
        // How much a test that could go on for ever does, in every run and in a deep one.
        .target(
            name: "TestEffort",
            path: "Tests/Support/TestEffort",
            swiftSettings: strict
        ),
        // A ledger in memory, a clock that passes at once, scripted peers, invented people.
        .target(
            name: "TestSupport",
            dependencies: ["Settlement", "Billing"],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
