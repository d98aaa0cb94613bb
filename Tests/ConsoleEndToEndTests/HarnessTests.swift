import Testing

/// The screen model that the other tests read must itself be right.
@Suite("The harness of the end-to-end tests")
struct HarnessTests {
    @Test(
        "cursor addressing, erasing, repeating and wide characters land where a terminal puts them"
    )
    func screen() {
        var screen = VirtualScreen(rows: 3, columns: 10)
        screen.feed("\u{1B}[2;3H收费A\u{1B}[1;1Hx\u{1B}[4b\u{1B}[31m!\u{1B}[3;1Habc\u{1B}[1K".utf8)
        #expect(screen.lines == ["xxxxx!", "  收费A", ""])
        screen.feed("\u{1B}[2;4H*\u{1B}[3;10Hyz".utf8)
        #expect(screen.lines == ["   *费A", "         y", "z"])
        #expect(screen.unknown.isEmpty)
        screen.feed("\u{1B}[5y".utf8)
        #expect(screen.unknown == ["CSI 5y"])
    }

    @Test("an amount in large digits is read whole, never as a part of a longer one")
    func largeDigits() {
        let lines = [
            "  ▀▀█ █ █ ▀▀█   █▀▀ ▀▀█", "  █▀▀ ▀▀█  ▀█   ▀▀█  ▀█", "  ▀▀▀   ▀ ▀▀▀ ▄ ▀▀▀ ▀▀▀",
        ]
        #expect(LargeDigits.isShown("243.53", in: lines))
        for other in ["43.53", "243.5", "243.52", "143.53", "3.53", "1243.53"] {
            #expect(!LargeDigits.isShown(other, in: lines), "\(other)")
        }
    }
}
