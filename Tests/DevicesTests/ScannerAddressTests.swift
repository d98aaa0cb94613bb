import Devices
import Testing

@Suite("Addresses of scanners")
struct ScannerAddressTests {
    @Test(
        "a path or a tcp address is read",
        arguments: [
            ("/dev/ttyACM0", ScannerAddress.terminal(path: "/dev/ttyACM0")),
            ("/dev/serial/by-id/usb:1", .terminal(path: "/dev/serial/by-id/usb:1")),
            ("tcp://10.1.2.3:4001", .network(host: "10.1.2.3", port: 4001)),
            ("tcp://scanner-3.example:65535", .network(host: "scanner-3.example", port: 65535)),
            ("tcp://[::1]:4001", .network(host: "::1", port: 4001)),
        ]
    )
    func good(text: String, expected: ScannerAddress) throws {
        #expect(try ScannerAddress(parsing: text) == expected)
    }

    @Test(
        "what is no address is refused with its reason",
        arguments: [
            ("", ScannerAddressError.empty), ("/dev/\u{0}tty", .empty),
            ("udp://10.1.2.3:1", .unknownScheme), ("tcp://10.1.2.3", .portMissing),
            ("tcp://10.1.2.3:", .portMissing), ("tcp://10.1.2.3:0", .portMissing),
            ("tcp://10.1.2.3:65536", .portMissing), ("tcp://10.1.2.3:+1", .portMissing),
            ("tcp://:4001", .hostMissing), ("tcp://::1:4001", .hostMissing),
            ("tcp://[]:4001", .hostMissing),
        ]
    )
    func bad(text: String, expected: ScannerAddressError) {
        #expect(throws: expected) { try ScannerAddress(parsing: text) }
    }
}
