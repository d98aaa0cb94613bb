import TerminalUI
import Testing

/// A generator whose sequence is the same in every run.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

@Suite("Frame difference")
struct FrameDiffTests {
    @Test("equal frames have no difference")
    func equal() {
        var frame = Frame(columns: 80, rows: 24)
        frame.draw("收费", x: 3, y: 3)
        #expect(FrameDiff.runs(from: frame, to: frame).isEmpty)
    }

    @Test("without an old frame, or after a resize, every row is written")
    func full() {
        let frame = Frame(columns: 8, rows: 3)
        let rows = (0..<3).map { FrameRun(row: $0, columns: 0..<8) }
        #expect(FrameDiff.runs(from: nil, to: frame) == rows)
        #expect(FrameDiff.runs(from: Frame(columns: 9, rows: 3), to: frame) == rows)
    }

    @Test("a changed wide glyph is written as a whole")
    func wide() {
        var old = Frame(columns: 8, rows: 1)
        old.draw("一二三", x: 0, y: 0)
        var new = old
        new.draw("四", x: 2, y: 0)
        #expect(FrameDiff.runs(from: old, to: new) == [FrameRun(row: 0, columns: 2..<4)])
        new = old
        new.paint(Rect(x: 3, y: 0, width: 1, height: 1), role: .danger)
        #expect(FrameDiff.runs(from: old, to: new) == [FrameRun(row: 0, columns: 2..<4)])
    }

    @Test("the runs turn any frame into any other", arguments: 1...200)
    func property(seed: UInt64) {
        var random = Seeded(state: seed)
        let old = Self.frame(&random)
        let new = seed % 3 == 0 ? Self.changed(old, &random) : Self.frame(&random)
        // The screen as a terminal keeps it: a wide glyph over a half destroys the other half.
        var screen = old
        var written = 0
        for run in FrameDiff.runs(from: old, to: new) {
            written += run.columns.count
            #expect(new.cell(x: run.columns.lowerBound, y: run.row).width > 0)
            for x in run.columns where new.cell(x: x, y: run.row).width > 0 {
                let cell = new.cell(x: x, y: run.row)
                #expect(x + Int(cell.width) <= run.columns.upperBound)
                screen.draw(cell.text, x: x, y: run.row, role: cell.role)
            }
        }
        for y in 0..<new.size.rows {
            #expect(screen.text(row: y) == new.text(row: y), "seed \(seed)")
        }
        #expect(written <= new.cells.count)
    }

    private static let words = ["收费", "abc", "①", "e\u{301}", "￥12", "─", "挂号 F4", " "]

    private static func frame(_ random: inout Seeded) -> Frame {
        changed(Frame(columns: 17, rows: 5), &random, times: 40)
    }

    private static func changed(
        _ frame: Frame,
        _ random: inout Seeded,
        times: Int = 3
    ) -> Frame {
        var frame = frame
        for _ in 0..<times {
            frame.draw(
                words.randomElement(using: &random) ?? "",
                x: Int.random(in: 0..<17, using: &random),
                y: Int.random(in: 0..<5, using: &random),
                role: Role.allCases.randomElement(using: &random) ?? .normal
            )
        }
        return frame
    }
}
