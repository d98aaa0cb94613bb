import TerminalUI
import Testing

@Suite("Text width and safe text")
struct TextTests {
    @Test(
        "text takes the cells a terminal gives it",
        arguments: [
            ("", 0), ("abc", 3), ("收费", 4), ("￥12", 4), ("¥12", 3), ("│─┼", 3), ("…", 1),
            ("e\u{301}", 1), ("한글", 4), ("ｶﾅ", 2), ("カナ", 4), ("（）", 4), ("👍", 2),
            ("\u{20000}", 2), ("①", 1), ("a\u{200D}b", 2), ("\u{FE0F}", 0), ("▀█▄", 3),
        ]
    )
    func width(text: String, cells: Int) {
        #expect(TextWidth.of(text) == cells)
    }

    @Test(
        "control, C1 and direction characters become visible marks",
        arguments: [
            ("a\u{1B}[2Jb", "a␛[2Jb"), ("a\u{7}", "a␇"), ("\u{9B}31m", "\u{FFFD}31m"),
            ("x\u{202E}y", "x\u{FFFD}y"), ("a\tb\nc", "a b␊c"), ("\u{7F}", "␡"),
            ("a\u{200B}b\u{FEFF}", "ab"), ("王小\u{E000}", "王小\u{FFFD}"),
            ("\u{2028}", "\u{FFFD}"), ("张建国", "张建国"),
        ]
    )
    func safe(text: String, expected: String) {
        #expect(SafeText.clean(text) == expected)
    }

    @Test("no scalar at all reaches a cell unless it is printable")
    func nothingUnsafe() {
        for value in (0...0x10FFFF as ClosedRange<UInt32>) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let clean = SafeText.clean(String(Character(scalar)))
            for safe in clean.unicodeScalars where safe != SafeText.mark {
                switch safe.properties.generalCategory {
                case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
                    .paragraphSeparator:
                    Issue.record("U+\(String(value, radix: 16)) passes")
                default: break
                }
            }
        }
    }

    @Test(
        "fitting clips on a glyph and fills the cells exactly",
        arguments: [
            ("收费窗口", 8, "收费窗口"), ("收费窗口", 7, "收费窗…"), ("收费窗口", 6, "收费… "),
            ("收费窗口", 5, "收费…"), ("ab", 4, "ab  "), ("收", 1, "…"), ("收费", 0, ""),
        ]
    )
    func fitted(text: String, width: Int, expected: String) {
        #expect(text.fitted(to: width) == expected)
    }

    @Test("alignment puts the slack where it belongs")
    func alignment() {
        #expect("12.30".fitted(to: 8, alignment: .trailing) == "   12.30")
        #expect("窗".fitted(to: 6, alignment: .centre) == "  窗  ")
    }
}
