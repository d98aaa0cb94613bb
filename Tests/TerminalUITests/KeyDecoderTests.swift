import TerminalUI
import Testing

@Suite("Key decoder")
struct KeyDecoderTests {
    private let start = ContinuousClock.now

    private func keys(_ outputs: [KeyDecoder.Output]) -> [Key] {
        outputs.compactMap { output in
            if case .key(let press) = output { press.key } else { nil }
        }
    }

    private func keys(_ text: String) -> [Key] {
        var decoder = KeyDecoder()
        let now = decoder.feed(Array(text.utf8), at: start)
        return keys(now + decoder.expire(at: start.advanced(by: .milliseconds(25))))
    }

    @Test(
        "sequences of terminals are keys",
        arguments: [
            ("\u{1B}[A", Key.up), ("\u{1B}OA", .up), ("\u{1B}OP", .function(1)),
            ("\u{1B}[11~", .function(1)), ("\u{1B}[[E", .function(5)), ("\u{1B}[15~", .function(5)),
            ("\u{1B}[24~", .function(12)), ("\u{1B}[3~", .delete), ("\u{7F}", .backspace),
            ("\u{8}", .backspace), ("\r", .enter), ("\n", .enter), ("\t", .tab),
            ("\u{1B}[Z", .backTab), ("\u{1B}[5~", .pageUp), ("\u{1B}[1~", .home),
            ("\u{1B}OF", .end), ("\u{3}", .control("c")), ("\u{1B}", .escape),
            ("\u{1B}5", .alt("5")), ("\u{1B}Os", .character("3")), ("王", .character("王")),
            ("\u{20000}", .character("\u{20000}")), (" ", .character(" ")), ("\u{1B}[", .alt("[")),
        ]
    )
    func sequences(bytes: String, key: Key) {
        #expect(keys(bytes) == [key])
    }

    @Test(
        "the tail of an unknown sequence never becomes typed characters",
        arguments: ["\u{1B}[1;5A", "\u{1B}[200;300R", "\u{1B}[<0;3;4M", "\u{1B}O2Q", "\u{1B}[[Z"]
    )
    func unknown(bytes: String) {
        #expect(keys(bytes) == [])
        #expect(keys(bytes + "7") == [.character("7")])
    }

    @Test("a sequence in pieces is one key, each byte in its own read")
    func pieces() {
        var decoder = KeyDecoder()
        var got: [Key] = []
        for (index, byte) in Array("\u{1B}[15~中\r".utf8).enumerated() {
            got += keys(decoder.feed([byte], at: start.advanced(by: .milliseconds(index * 20))))
        }
        #expect(got == [.function(5), .character("中"), .enter])
        #expect(decoder.deadline == nil)
    }

    @Test("a lone Esc is decided after the delay and not before")
    func escape() {
        var decoder = KeyDecoder(escapeDelay: .milliseconds(25))
        #expect(decoder.feed([0x1B], at: start).isEmpty)
        #expect(decoder.deadline == start.advanced(by: .milliseconds(25)))
        #expect(decoder.expire(at: start.advanced(by: .milliseconds(24))).isEmpty)
        #expect(keys(decoder.expire(at: start.advanced(by: .milliseconds(25)))) == [.escape])
        #expect(decoder.deadline == nil)
        #expect(keys("\u{1B}\u{1B}") == [.escape, .escape])
        #expect(keys("\u{1B}\r") == [.escape, .enter])
    }

    @Test("broken UTF-8 is dropped and what follows is kept")
    func broken() {
        var decoder = KeyDecoder()
        #expect(
            keys(decoder.feed([0xE6, 0x94, 0x61, 0xFF, 0x80, 0x62], at: start))
                == [.character("a"), .character("b")]
        )
        #expect(decoder.feed([0xE6], at: start).isEmpty)
        #expect(decoder.expire(at: start.advanced(by: .seconds(1))).isEmpty)
        #expect(keys(decoder.feed([0x63], at: start)) == [.character("c")])
        #expect(keys(decoder.feed([0xC2, 0x9B, 0xE2, 0x80, 0xAE], at: start)) == [])
    }

    @Test("a paste is one event, its keys are none, however it is cut")
    func paste() {
        let bytes = Array("\u{1B}[200~200\r\u{1B}[A中\u{1B}[201~x".utf8)
        for cut in 1..<bytes.count {
            var decoder = KeyDecoder()
            var got = decoder.feed(bytes[..<cut], at: start)
            got += decoder.feed(bytes[cut...], at: start)
            #expect(got.count == 2)
            #expect(got.first == .paste("200\r\u{1B}[A中"))
            #expect(keys(got) == [.character("x")])
        }
    }

    @Test("a paste beyond the limit is cut and its end is still found")
    func longPaste() {
        var decoder = KeyDecoder()
        let text = String(repeating: "9", count: KeyDecoder.pasteLengthMax + 5000)
        let got = decoder.feed(Array("\u{1B}[200~\(text)\u{1B}[201~y".utf8), at: start)
        #expect(got.first == .paste(String(text.prefix(KeyDecoder.pasteLengthMax))))
        #expect(keys(got) == [.character("y")])
    }

    @Test("what the terminal describes wins over the common table")
    func described() {
        var decoder = KeyDecoder(sequences: [Array("\u{1B}[A".utf8): .function(9)])
        #expect(keys(decoder.feed(Array("\u{1B}[A".utf8), at: start)) == [.function(9)])
    }

    @Test("presses carry the instant of their read")
    func instants() {
        var decoder = KeyDecoder()
        let later = start.advanced(by: .milliseconds(8))
        let got = decoder.feed([0x31], at: start) + decoder.feed([0x32], at: later)
        #expect(
            got == [
                .key(KeyPress(key: .character("1"), at: start)),
                .key(KeyPress(key: .character("2"), at: later)),
            ]
        )
    }
}
