import Devices
import TestEffort
import Testing

@Suite("Devices under random bytes")
struct DevicesFuzzTests {
    /// A small seeded generator, so that a failing round can be run again.
    private struct Seeded: RandomNumberGenerator {
        private var state: UInt64

        init(seed: UInt64) {
            state = seed
        }

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static let seeds: [String] = [
        "4240123456789012345678900000\r", "]Q1134567890123456789\r\n",
        "\u{02}281234567890123456\u{03}", "6228480001234567897\t", "11010519491231002X\r",
        "110105199003071255\n", "https://s.example.cn/q?x=1\r", "HC1:R7Q2M9ZK4G\r",
        "01,10,031001900104,12345678,88.00,20261122,1234,\r",
        String(repeating: "0123456789ABCDEF", count: 4) + ":1\r",
    ]

    /// How long each test goes on; the first seed is printed by a failure.
    private static let time = TestEffort.time(.seconds(1), deep: .seconds(60))

    private static func mutated(_ generator: inout Seeded) -> [UInt8] {
        var bytes = (0..<Int.random(in: 1...4, using: &generator)).flatMap { _ in
            Array((seeds.randomElement(using: &generator) ?? "").utf8)
        }
        for _ in 0..<Int.random(in: 0...6, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
            case 2: bytes.remove(at: place)
            case 3: bytes.append(contentsOf: bytes[place...])
            default: bytes.removeLast(bytes.count - place)
            }
        }
        return bytes
    }

    @Test("random frames give inert text, whatever the split, and one family at most")
    func frames() throws {
        let today = try #require(CalendarDay(year: 2026, month: 11, day: 22))
        let classifier = CodeClassifier(today: today)
        let start = ContinuousClock.now
        var seed: UInt64 = 0
        while ContinuousClock.now - start < Self.time {
            seed += 1
            var generator = Seeded(seed: seed)
            let bytes = Self.mutated(&generator)
            var whole = ScanFramer()
            var split = ScanFramer()
            let place = Int.random(in: 0...bytes.count, using: &generator)
            let outputs = whole.feed(bytes, at: start)
            let pieces =
                split.feed(bytes[..<place], at: start) + split.feed(bytes[place...], at: start)
            #expect(outputs == pieces, "seed \(seed)")
            for case .scanned(let text) in outputs {
                let inert = text.value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
                #expect(inert && text.value.utf8.count <= 512, "seed \(seed)")
                Self.checkFamilies(of: text, classifier, seed: seed)
            }
        }
        #expect(seed > 100)
    }

    private static func checkFamilies(
        of text: ScannedText,
        _ classifier: CodeClassifier,
        seed: UInt64
    ) {
        let count = classifier.candidates(of: text).count
        switch classifier.classify(text, expecting: .any) {
        case .recognised: #expect(count == 1, "seed \(seed)")
        case .ambiguous(let codes): #expect(count == codes.count && count > 1, "seed \(seed)")
        case .unknown: #expect(count == 0, "seed \(seed)")
        case .misplaced: Issue.record("nothing is misplaced without a step, seed \(seed)")
        }
        if case .recognised(let code) = classifier.classify(text, expecting: .payment) {
            #expect(code.family.role != .identity, "seed \(seed)")
        }
        if case .recognised(let code) = classifier.classify(text, expecting: .identity) {
            #expect(code.family.role != .payment, "seed \(seed)")
        }
    }

    @Test("no key is lost or typed out of order, and a slow person is no scan")
    func keys() {
        let start = ContinuousClock.now
        var seed: UInt64 = 0
        while ContinuousClock.now - start < Self.time {
            seed += 1
            var generator = Seeded(seed: seed)
            let slow = Bool.random(using: &generator)
            let count = Int.random(in: 1...60, using: &generator)
            var recognizer = WedgeRecognizer<Int>()
            var now = start
            var outputs: [WedgeRecognizer<Int>.Output] = []
            var terminators: Set<Int> = []
            for key in 0..<count {
                now += .milliseconds(Int.random(in: slow ? 81...400 : 0...70, using: &generator))
                let byte = UInt8.random(in: 0x30...0x7E, using: &generator)
                let isTerminator = Int.random(in: 0..<12, using: &generator) == 0
                if isTerminator {
                    terminators.insert(key)
                }
                outputs += recognizer.feed(
                    key,
                    isTerminator ? .terminator : .character(byte),
                    at: now
                )
            }
            outputs += recognizer.tick(at: now + .seconds(1))
            var seen: [Int] = []
            var scans = 0
            for output in outputs {
                switch output {
                case .typed(let key): seen.append(key)
                case .scanned(_, let keys):
                    scans += 1
                    seen += keys
                case .rejected, .pasted: Issue.record("neither happened, seed \(seed)")
                }
            }
            #expect(seen == seen.sorted(), "seed \(seed)")
            let missing = Set(0..<count).subtracting(seen)
            #expect(missing.isSubset(of: terminators), "seed \(seed)")
            #expect(!slow || (scans == 0 && missing.isEmpty), "seed \(seed)")
        }
        #expect(seed > 100)
    }
}
