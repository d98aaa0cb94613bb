@testable import CashierScreens
import Settlement
import TerminalUI
import Testing

@Suite("Keys and words")
struct TableTests {
    @Test("the key table has no fault, and a key means one thing on every screen")
    func table() {
        #expect(ConsoleKeys.table.faults() == [])
        for (key, commands) in ConsoleKeys.table.meanings() {
            #expect(commands.count == 1, "\(key.name) means \(commands)")
        }
    }

    @Test("every function key of the sale but none of money has a second key off the alphabet")
    func secondKeys() {
        for binding in ConsoleKeys.table.bindings(in: .sale) {
            guard case .function = binding.key else { continue }
            #expect(!binding.alternates.isEmpty, "\(binding.key.name) has no second key")
            guard binding.command == .cash || binding.command == .mixed else { continue }
            for key in binding.alternates {
                guard case .character = key else {
                    Issue.record("\(key.name) moves money outside the wedge recogniser")
                    continue
                }
            }
        }
    }

    @Test(
        "the hint bar shows the words of the key table and nothing else",
        arguments: Language.allCases
    )
    func hintBar(language: Language) {
        for context in KeyContext.allCases {
            let labels = ConsoleKeys.table.bindings(in: context).flatMap {
                let key = $0.key == .up ? "↑↓" : $0.key.name
                return ["\(key) \($0.label[language])", "\(key)-\($0.label[language])"]
            }
            let state = Window(Fixture.options(language)).state
            for line in HintBar.lines(state.hints(in: context), width: 80) {
                let text = line.map(\.text).joined()
                for part in text.split(separator: "  ") {
                    let word = part.trimmingPrefix(" ")
                    #expect(labels.contains(String(word)), "\(word)")
                }
            }
        }
    }

    @Test("the sale's first hints are on the bar at 80 columns, in both languages")
    func firstHints() {
        for language in Language.allCases {
            let state = Window(Fixture.options(language)).state
            let bar = HintBar.lines(state.hints(in: .sale), width: 80).flatMap { $0.map(\.text) }
                .joined()
            let keys = [
                "Enter", "F2", "F3", "F6", "F9", "Del", "F1", "Esc", "F8", "F12", " G", "Ctrl-Q",
            ]
            for key in keys {
                #expect(bar.contains(key), "\(key) is missing in \(language)")
            }
        }
    }

    @Test("no reason on the F1 card is cut off at 80 columns", arguments: Language.allCases)
    func reasons(language: Language) {
        let strings = Strings(language)
        let reasons = [
            strings.comesLater, strings.nothingToPark, strings.finishFirst, strings.scanFirst,
            strings.noUnpaidBill, strings.stillQuoting, strings.quoteFirst,
            strings.cashNotNeeded, strings.underWay, strings.takeNoMoreMoney,
            strings.returnCashFirst, strings.personDecides, strings.onlyOneBill,
            strings.billUnderWay, strings.cannotGiveUp, strings.nothingToGiveUp,
            strings.noCashOwed, strings.moreBills,
        ]
        for key in [Key.function(2), .function(8), .delete, .control("q")] {
            let binding = ConsoleKeys.table.binding(for: key, in: .sale)
            let label = binding?.label[language] ?? ""
            for reason in reasons {
                // The widest key of the sale is Ctrl-Q.
                let line = "Ctrl-Q  \(label) - \(reason)"
                #expect(TextWidth.of(line) <= 76, "\(line)")
            }
        }
    }

    @Test("every sentence exists in both languages, with the same blanks to fill")
    func strings() {
        let chinese = fields(.chinese)
        let english = fields(.english)
        #expect(chinese.count == english.count)
        for ((name, zh), (_, en)) in zip(chinese, english) {
            #expect(!zh.isEmpty && !en.isEmpty, "\(name) is empty")
            #expect(zh != en, "\(name) is the same in both")
            for blank in ["%1", "%2", "%3"] {
                #expect(zh.contains(blank) == en.contains(blank), "\(name): \(blank)")
            }
            #expect(TextWidth.of(zh) <= 130, "\(name) does not fit two lines")
            #expect(TextWidth.of(en) <= 130, "\(name) does not fit two lines")
            let isASCII = en.unicodeScalars.allSatisfy { $0.isASCII }
            #expect(isASCII, "\(name) is not ASCII")
        }
    }

    private func fields(_ strings: Strings) -> [(String, String)] {
        Mirror(reflecting: strings).children.compactMap { child in
            guard let name = child.label, let text = child.value as? String else { return nil }
            return (name, text)
        }
    }

    @Test("a filled-in value may itself hold a mark")
    func filling() {
        #expect("%1 of %2, 5%".filled("%2", "b") == "%2 of b, 5%")
    }

    @Test("text breaks at blanks, and anywhere in Chinese")
    func wrapping() {
        #expect(
            Painter.wrapped("Scan a payment code, or F2 for cash", width: 27) == [
                "Scan a payment code, or F2", "for cash",
            ]
        )
        #expect(Painter.wrapped("请扫付款码收现金", width: 6) == ["请扫付", "款码收", "现金"])
        #expect(
            Painter.wrapped("不要再收款，Enter 再问", width: 16) == ["不要再收款，", "Enter 再问"]
        )
    }

    @Test("an idle console asks for the next minute and nothing else")
    func idleDeadline() {
        let window = Window()
        #expect(nextDeadline(window.state) == window.instant + .seconds(60))
    }

    @Test("while a peer is asked the seconds count, and a parked bill stops the counting")
    func workDeadline() {
        var window = Window()
        window.arm()
        #expect(nextDeadline(window.state) > window.instant + .seconds(30))
        window.scan(Fixture.weChatCode)
        #expect(nextDeadline(window.state) == window.instant + .seconds(1))
        window.wait(.seconds(3))
        window.tick()
        #expect(window.screen.contains("正在登账 3 秒"))
        window.press(.function(6))
        #expect(nextDeadline(window.state) > window.instant + .seconds(30))
    }
}
