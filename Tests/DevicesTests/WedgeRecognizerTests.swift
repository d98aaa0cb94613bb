import Devices
import Testing

@Suite("Telling a keyboard wedge from a person")
struct WedgeRecognizerTests {
    private static let code = "4240123456789012345678901234"

    /// Feeds a text with one gap between keys; a newline is Enter, `^` a function key.
    private struct Keyboard {
        var recognizer = WedgeRecognizer<Character>()
        var now = ContinuousClock.now
        var outputs: [WedgeRecognizer<Character>.Output] = []

        mutating func type(_ text: String, gap: Duration) {
            for character in text {
                now += gap
                outputs += recognizer.tick(at: now)
                outputs += recognizer.feed(character, Self.shape(of: character), at: now)
            }
        }

        mutating func rest(_ pause: Duration) {
            now += pause
            outputs += recognizer.tick(at: now)
        }

        static func shape(of character: Character) -> WedgeRecognizer<Character>.Shape {
            switch character {
            case "\n": .terminator
            case "^": .other
            default: character.asciiValue.map { .character($0) } ?? .other
            }
        }

        /// Typed keys as they are, scans in angle brackets, rejections as `!`.
        var transcript: String {
            outputs.map { output in
                switch output {
                case .typed(let key): String(key)
                case .scanned(let text, _): "<\(text.value)>"
                case .rejected: "!"
                case .pasted(let text): "[\(text.value)]"
                }
            }.joined()
        }
    }

    @Test("a burst is one scan and its Enter is never typed", arguments: [0, 5, 12, 25, 30])
    func burst(gap: Int) {
        var keyboard = Keyboard()
        keyboard.type(Self.code + "\n", gap: .milliseconds(gap))
        keyboard.rest(.seconds(1))
        #expect(keyboard.transcript == "<\(Self.code)>")
    }

    @Test("CRLF ends one scan and types nothing")
    func crlf() {
        var keyboard = Keyboard()
        keyboard.type(Self.code + "\n\n", gap: .milliseconds(8))
        keyboard.rest(.seconds(1))
        keyboard.type("\n", gap: .milliseconds(1))
        #expect(keyboard.transcript == "<\(Self.code)>\n")
    }

    @Test("a burst without a terminator ends with silence, and a late one still belongs to it")
    func silence() {
        var keyboard = Keyboard()
        keyboard.type(Self.code, gap: .milliseconds(8))
        keyboard.rest(.milliseconds(100))
        #expect(keyboard.transcript == "")
        keyboard.rest(.milliseconds(1))
        #expect(keyboard.transcript == "<\(Self.code)>")
        keyboard.type("\n", gap: .milliseconds(100))
        #expect(keyboard.transcript == "<\(Self.code)>")
        keyboard.rest(.milliseconds(300))
        keyboard.type("\n", gap: .milliseconds(1))
        #expect(keyboard.transcript == "<\(Self.code)>\n")
    }

    @Test(
        "what a person types comes out key for key",
        arguments: ["200^\n", "zhangsan\n", "110105199003071255\n", "1\n2\n3\n", "a^b^c"]
    )
    func person(text: String) {
        var keyboard = Keyboard()
        keyboard.type(text, gap: .milliseconds(81))
        keyboard.rest(.seconds(1))
        #expect(keyboard.transcript == text)
    }

    @Test("a fast typist's word without digits is typing, even over a jerky line")
    func jerkyLine() {
        var keyboard = Keyboard()
        keyboard.type("zhangsan\n", gap: .zero)
        #expect(keyboard.transcript == "zhangsan\n")
    }

    @Test("a short burst is typing and its Enter is typed")
    func short() {
        var keyboard = Keyboard()
        keyboard.type("200\n", gap: .milliseconds(1))
        #expect(keyboard.transcript == "200\n")
    }

    @Test("a key that is leaned on is typing and is not held back for long")
    func leaning() {
        var keyboard = Keyboard()
        keyboard.type(String(repeating: "1", count: 15), gap: .milliseconds(25))
        #expect(keyboard.transcript == "")
        keyboard.type("1", gap: .milliseconds(25))
        #expect(keyboard.transcript == String(repeating: "1", count: 16))
        keyboard.type("\n", gap: .milliseconds(25))
        #expect(keyboard.transcript == String(repeating: "1", count: 16) + "\n")
    }

    @Test("a held key is released after one gap")
    func heldForOneGap() throws {
        var keyboard = Keyboard()
        keyboard.type("7", gap: .zero)
        #expect(keyboard.transcript == "")
        let deadline = try #require(keyboard.recognizer.deadline)
        #expect(deadline == keyboard.now + .milliseconds(50))
        keyboard.rest(.milliseconds(51))
        #expect(keyboard.transcript == "7")
        #expect(keyboard.recognizer.deadline == nil)
    }

    @Test("typing before and after a scan is kept apart from it")
    func mixed() {
        var keyboard = Keyboard()
        keyboard.type("20", gap: .milliseconds(90))
        keyboard.rest(.milliseconds(90))
        keyboard.type(Self.code + "\n", gap: .milliseconds(8))
        keyboard.rest(.milliseconds(300))
        keyboard.type("5\n", gap: .milliseconds(90))
        keyboard.rest(.seconds(1))
        #expect(keyboard.transcript == "20<\(Self.code)>5\n")
    }

    @Test("a person's function key after a burst ends it and is typed after it")
    func functionKey() {
        var keyboard = Keyboard()
        keyboard.type(Self.code, gap: .milliseconds(8))
        keyboard.type("^\n", gap: .milliseconds(60))
        #expect(keyboard.transcript == "<\(Self.code)>^\n")
    }

    @Test("a hot key inside a burst is a hostile code: nothing of it is typed")
    func hotKeyInside() {
        var keyboard = Keyboard()
        keyboard.type(Self.code + "^^200^\n", gap: .milliseconds(8))
        #expect(keyboard.transcript == "!")
        keyboard.rest(.milliseconds(300))
        keyboard.type("5^", gap: .milliseconds(90))
        #expect(keyboard.transcript == "!5^")
    }

    @Test("a burst longer than any code is thrown away whole, its Enter too")
    func tooLong() {
        var keyboard = Keyboard()
        keyboard.type(String(repeating: "12345", count: 200) + "\n", gap: .milliseconds(1))
        keyboard.rest(.seconds(1))
        keyboard.type("9", gap: .zero)
        keyboard.rest(.seconds(1))
        #expect(keyboard.transcript == "!9")
    }

    @Test("a scan carries its keys, so that an unknown one can still be typed")
    func keysOfAScan() {
        var keyboard = Keyboard()
        keyboard.type("ab12cd\n", gap: .milliseconds(3))
        guard case .scanned(_, let keys) = keyboard.outputs.first else {
            Issue.record("not a scan: \(keyboard.transcript)")
            return
        }
        #expect(String(keys) == "ab12cd")
    }

    @Test(
        "pasted text is a candidate when it has a code's shape",
        arguments: [
            (code + "\r\n", "[\(code)]"), ("]Q1" + code, "[\(code)]"), ("zhang san", ""),
            ("12345", ""), ("123456\n654321", ""), ("12\u{1B}3456", ""), ("张1234567", ""),
            (String(repeating: "1234567", count: 100), ""), ("", ""),
        ]
    )
    func paste(text: String, expected: String) {
        var keyboard = Keyboard()
        keyboard.outputs += keyboard.recognizer.paste(text, at: keyboard.now)
        #expect(keyboard.transcript == expected)
    }
}
