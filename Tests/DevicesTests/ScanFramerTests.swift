import Devices
import Testing

@Suite("Cutting a scanner's bytes into frames")
struct ScanFramerTests {
    private let start = ContinuousClock.now

    private struct Line: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: String
        let expected: [ScanFramer.Output]

        var testDescription: String { name }
    }

    private static func scan(_ text: String, _ symbology: String? = nil) -> ScanFramer.Output {
        ScannedText(text, symbology: symbology).map { .scanned($0) } ?? .rejected(.flood)
    }

    private static let code = "134567890123456789"

    private static let lines: [Line] = [
        Line(name: "CR", bytes: "\(code)\r", expected: [scan(code)]),
        Line(name: "LF", bytes: "\(code)\n", expected: [scan(code)]),
        Line(name: "CRLF is one end", bytes: "\(code)\r\n", expected: [scan(code)]),
        Line(name: "TAB", bytes: "\(code)\t", expected: [scan(code)]),
        Line(name: "STX and ETX", bytes: "\u{02}\(code)\u{03}", expected: [scan(code)]),
        Line(name: "STX and CR", bytes: "\u{02}\(code)\r", expected: [scan(code)]),
        Line(name: "STX, ETX, CRLF", bytes: "\u{02}\(code)\u{03}\r\n", expected: [scan(code)]),
        Line(name: "two frames", bytes: "A1\rB2\r", expected: [scan("A1"), scan("B2")]),
        Line(name: "empty frames", bytes: "\r\n\r\n\u{02}\u{03}\t", expected: []),
        Line(name: "AIM", bytes: "]Q1\(code)\r", expected: [scan(code, "]Q1")]),
        Line(name: "AIM alone stays text", bytes: "]Q1\r", expected: [scan("]Q1")]),
        Line(name: "no AIM letter", bytes: "]11abc\r", expected: [scan("]11abc")]),
        Line(name: "blank inside", bytes: "13 45\r", expected: [scan("13 45")]),
        Line(name: "no end", bytes: code, expected: []),
        Line(
            name: "escape sequence",
            bytes: "12\u{1B}[2J34\rOK1\r",
            expected: [.rejected(.controlCharacter), scan("OK1")]
        ),
        Line(
            name: "NUL",
            bytes: "12\u{00}34\u{00}\r",
            expected: [.rejected(.controlCharacter)]
        ),
        Line(name: "DEL", bytes: "12\u{7F}\r", expected: [.rejected(.controlCharacter)]),
        Line(name: "Han", bytes: "张三\rOK1\r", expected: [.rejected(.notASCII), scan("OK1")]),
        Line(
            name: "STX inside",
            bytes: "123\u{02}456\u{03}",
            expected: [.rejected(.halfFrame), scan("456")]
        ),
        Line(
            name: "STX ends the rubbish",
            bytes: "\u{1B}\u{1B}\u{02}456\u{03}",
            expected: [.rejected(.controlCharacter), scan("456")]
        ),
        Line(
            name: "512 bytes fit",
            bytes: String(repeating: "7", count: 512) + "\r",
            expected: [scan(String(repeating: "7", count: 512))]
        ),
        Line(
            name: "513 bytes do not",
            bytes: String(repeating: "7", count: 513) + "\rOK1\r",
            expected: [.rejected(.tooLong(limit: 512)), scan("OK1")]
        ),
    ]

    @Test("each suffix, prefix and bad byte gives its frames", arguments: lines)
    private func frames(_ line: Line) {
        var framer = ScanFramer()
        #expect(framer.feed(line.bytes.utf8, at: start) == line.expected)
    }

    @Test("a frame split at any offset is the same frame", arguments: lines)
    private func splits(_ line: Line) {
        let bytes = Array(line.bytes.utf8)
        for offset in bytes.indices {
            var framer = ScanFramer()
            let outputs =
                framer.feed(bytes[..<offset], at: start) + framer.feed(bytes[offset...], at: start)
            #expect(outputs == line.expected, "split at \(offset)")
        }
    }

    @Test("a half frame is dropped with its reason when the bytes stop")
    func halfFrame() throws {
        var framer = ScanFramer()
        #expect(framer.feed("1345".utf8, at: start).isEmpty)
        let deadline = try #require(framer.deadline)
        #expect(deadline == start + .milliseconds(200))
        #expect(framer.silence(at: deadline - .nanoseconds(1)).isEmpty)
        #expect(framer.silence(at: deadline) == [.rejected(.halfFrame)])
        #expect(framer.deadline == nil)
        #expect(framer.feed("\(Self.code)\r".utf8, at: deadline) == [Self.scan(Self.code)])
    }

    @Test("bytes after too long a pause do not join the half frame before it")
    func lateBytes() {
        var framer = ScanFramer()
        #expect(framer.feed("1345".utf8, at: start).isEmpty)
        let outputs = framer.feed("\(Self.code)\r".utf8, at: start + .seconds(1))
        #expect(outputs == [.rejected(.halfFrame), Self.scan(Self.code)])
    }

    @Test("where a scanner sends no suffix, silence ends the frame")
    func silenceEnds() {
        var framer = ScanFramer(
            ScanFramer.Settings(gapMax: .milliseconds(50), silence: .endsFrame)
        )
        #expect(framer.feed(Self.code.utf8, at: start).isEmpty)
        #expect(framer.silence(at: start + .milliseconds(50)) == [Self.scan(Self.code)])
        #expect(framer.silence(at: start + .seconds(9)).isEmpty)
    }

    @Test("a lost line says that a frame was cut off, and only then")
    func lineLost() {
        var framer = ScanFramer()
        #expect(framer.lineLost().isEmpty)
        #expect(framer.feed("1345".utf8, at: start).isEmpty)
        #expect(framer.lineLost() == [.rejected(.cutOff)])
        #expect(framer.feed("9\r".utf8, at: start) == [Self.scan("9")])
    }

    @Test("the same code read twice within two seconds counts once")
    func repeated() {
        var framer = ScanFramer()
        let bytes = Array("\(Self.code)\r".utf8)
        #expect(framer.feed(bytes, at: start) == [Self.scan(Self.code)])
        #expect(framer.feed(bytes, at: start + .seconds(1)) == [.rejected(.repeated)])
        #expect(framer.feed(bytes, at: start + .milliseconds(2900)) == [.rejected(.repeated)])
        #expect(framer.feed(bytes, at: start + .milliseconds(4900)) == [Self.scan(Self.code)])
        #expect(framer.feed("A1\r".utf8, at: start + .seconds(5)) == [Self.scan("A1")])
        #expect(framer.feed(bytes, at: start + .seconds(5)) == [Self.scan(Self.code)])
    }

    @Test("a megabyte without an end is reported once and then ignored")
    func endless() {
        var framer = ScanFramer()
        var outputs: [ScanFramer.Output] = []
        let block = [UInt8](repeating: UInt8(ascii: "7"), count: 4096)
        for _ in 0..<256 {
            outputs += framer.feed(block, at: start)
        }
        #expect(outputs == [.rejected(.tooLong(limit: 512))])
        #expect(framer.feed("\rOK1\r".utf8, at: start) == [Self.scan("OK1")])
    }

    @Test("a device may cause 32 events a second, then one notice, then none")
    func budget() {
        var budget = EventBudget()
        for _ in 0..<32 {
            #expect(budget.spend(at: start) == .deliver)
        }
        #expect(budget.spend(at: start) == .deliverNotice)
        #expect(budget.spend(at: start + .milliseconds(999)) == .drop)
        #expect(budget.spend(at: start + .seconds(1)) == .deliver)
    }
}
