import CNCurses
import TerminalUI

/// What the open terminal's own description says its keys send.
enum KeySequences {
    /// The sequences that begin with Esc, by key; the others are plain bytes.
    static func ofOpenTerminal() -> [[UInt8]: Key] {
        var sequences: [[UInt8]: Key] = [:]
        for (name, key) in names {
            guard let sequence = cn_key_sequence(name) else { continue }
            let bytes = Array(String(cString: sequence).utf8)
            if bytes.count > 1, bytes[0] == 0x1B { sequences[bytes] = key }
        }
        return sequences
    }

    private static let names: [(String, Key)] =
        (1...12).map { ("kf\($0)", .function($0)) } + [
            ("kcuu1", .up), ("kcud1", .down), ("kcub1", .left), ("kcuf1", .right),
            ("khome", .home), ("kend", .end), ("kdch1", .delete), ("kich1", .insert),
            ("kpp", .pageUp), ("knp", .pageDown), ("kcbt", .backTab), ("kent", .enter),
        ]
}
