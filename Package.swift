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
    _ name: String, in group: String, _ dependencies: [Target.Dependency] = [],
    resources: [Resource]? = nil
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(group)/\(name)",
        resources: resources, swiftSettings: strict)
}

/// The tests of one target, in `Tests/<Target>Tests`.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests",
        swiftSettings: strict)
}

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let asyncHTTPClient = Target.Dependency.product(
    name: "AsyncHTTPClient", package: "async-http-client")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let serviceLifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")

let package = Package(
    name: "cashier-console",
    dependencies: [
        // SandboxServer
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
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

        // Serves the sandbox over HTTP and TLS.
        part(
            "SandboxServer", in: "Programs",
            [
                "Sandbox", hummingbird, hummingbirdCore, hummingbirdTLS, serviceLifecycle, nioCore,
                nioPosix, nioSSL, logging,
            ]),

        // MARK: Console

        // The only user of ncurses: one thread, its poll loop, the difference to the terminal.
        part("CursesTerminal", in: "Console", ["TerminalUI", "CNCurses"]),
        // Cells, text width, layout, widgets, key tables, themes; headless.
        part("TerminalUI", in: "Console", ["BuiltinThemes", "TOMLCoding"]),

        // MARK: Devices

        // Descriptors, termios, reconnection: one epoll thread.
        part("DevicesLive", in: "Devices", ["Devices", "CLinux"]),
        // Pure: framing of scanner bytes, classification of scanned codes.
        part("Devices", in: "Devices"),

        // MARK: Peers

        // WeChat Pay V2.
        part("WeChatPay", in: "Peers", ["Settlement", "Billing", "PeerTransport", "Cryptography"]),
        // Alipay OpenAPI.
        part("Alipay", in: "Peers", ["Settlement", "Billing", "PeerTransport", "Cryptography"]),
        // HTTP and TLS with client certificates; sends each request at most once.
        part(
            "HTTPTransport", in: "Peers",
            ["PeerTransport", asyncHTTPClient, nioCore, nioHTTP1, nioPosix, nioSSL]),
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
            name: "BuiltinThemes", path: "Themes",
            resources: [.embedInCode("dark.toml"), .embedInCode("high-contrast.toml")],
            swiftSettings: strict),
        // C: ncurses' macros and globals as functions, and the terminal's rescue after a trap.
        .target(
            name: "CNCurses", path: "Sources/System/CNCurses",
            cSettings: [.treatAllWarnings(as: .error)],
            linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
        // C: epoll, eventfd, termios, flock and pseudo-terminals.
        .target(
            name: "CLinux", path: "Sources/System/CLinux",
            cSettings: [.treatAllWarnings(as: .error)]),
        // C: libcrypto's macros as functions.
        .systemLibrary(
            name: "COpenSSL", path: "Sources/System/COpenSSL", providers: [.apt(["libssl-dev"])]),

        // MARK: Tests

        tests("Alipay", ["Alipay", "Billing", "Cryptography", "PeerTransport", "Settlement"]),
        tests("Billing", ["Billing"]),
        tests("BuiltinThemes", ["BuiltinThemes", "TerminalUI"]),
        tests("Cryptography", ["Cryptography"]),
        tests("CursesTerminal", ["BuiltinThemes", "CNCurses", "CursesTerminal", "TerminalUI"]),
        tests("Devices", ["Devices"]),
        tests("DevicesLive", ["Devices", "DevicesLive"]),
        tests(
            "HTTPTransport",
            [
                "HTTPTransport", "PeerTransport", "Cryptography", nioCore, nioPosix, nioHTTP1,
                nioSSL,
            ]),
        tests("Sandbox", ["Sandbox", "Cryptography"]),
        tests("SandboxServer", ["SandboxServer", "Sandbox", nioCore, nioPosix, nioSSL]),
        tests("Settlement", ["Settlement", "Billing", "TestSupport"]),
        tests("TerminalUI", ["TerminalUI", "BuiltinThemes"]),
        tests("TOMLCoding", ["TOMLCoding"]),
        tests(
            "WeChatPay", ["WeChatPay", "Billing", "Cryptography", "PeerTransport", "Settlement"]),
        // A ledger in memory, a clock that passes at once, scripted peers, invented people.
        .target(
            name: "TestSupport", dependencies: ["Settlement", "Billing"],
            path: "Tests/TestSupport", swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
