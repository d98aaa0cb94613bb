import Billing
import CashierScreens
import Devices
import Settlement
import TerminalUI

/// Invented people and the worked example E1, in the figures of the benefit table.
enum Fixture {
    static let bootID = "boot-1"
    /// 2026-11-21 10:42:00 in China.
    static let wall: Int64 = ChinaTime.utcMilliseconds(of: "2026-11-21 10:42:00") ?? 0
    static let insuranceCode = "4241234567890123456789012345"
    static let weChatCode = "134567890123456789"
    static let alipayCode = "281234567890123456"
    static let zhangID = "11010519800102002X"

    static let split = Split(
        total: Money(fen: 41_395),
        fund: Money(fen: 13_482),
        account: Money(fen: 3_560),
        selfPay: Money(fen: 24_353),
        burden: Split.Burden(
            ownPay: Money(fen: 3_350),
            overLimit: Money(fen: 2_000),
            firstPay: Money(fen: 5_575),
            inScope: Money(fen: 30_470)
        )
    )
    /// E4-like: the insurer pays all.
    static let covered = Split(
        total: Money(fen: 41_395),
        fund: Money(fen: 37_835),
        account: Money(fen: 3_560),
        selfPay: .zero
    )

    static func moment(_ boot: Int64 = 1_000_000) -> Moment {
        Moment(wall: wall + boot - 1_000_000, boot: boot, bootID: bootID)
    }

    static func patient(_ name: String = "张建国", id: String = "P1") -> Patient {
        Patient(
            id: id,
            name: name,
            identityNumber: zhangID,
            sex: .male,
            birthDate: BusinessDate("1980-01-02")
        )
    }

    static let insured = InsuredPerson(
        personNumber: "99990000000000000000000001",
        name: "张建国",
        identityNumber: zhangID,
        insuranceType: "310",
        personType: "1101",
        insuredRegion: "999900",
        balanceFen: 3_560,
        credential: InsuranceCredential(kind: .electronic, number: "token")
    )

    static func line(
        _ id: String,
        _ name: String,
        _ chargeClass: ChargeClass,
        _ price: Int64,
        _ quantity: Int64 = 1
    ) -> ChargeLine {
        ChargeLine(
            id: id,
            code: id,
            nationalCode: "N\(id)",
            name: name,
            chargeClass: chargeClass,
            unitPrice: Money(fen: price),
            quantity: ScaledDecimal(tenThousandths: quantity * 10_000)
        )
    }

    static func bill(_ id: String = "B-20261121-0187", at: String = "2026-11-21 09:55:00") -> Bill {
        Bill(
            id: id,
            visit: Visit(
                id: "V-\(id)",
                patientID: "P1",
                department: "心内科",
                doctor: "李医生",
                medicalType: "11",
                at: at
            ),
            lines: [
                line("1", "诊察费", .a, 2_500), line("2", "阿托伐他汀钙片 20mg", .b, 1_549, 5),
                line("3", "血常规", .a, 1_800), line("4", "复合维生素", .c, 3_350),
                line("5", "胸部CT平扫", .b, 26_000),
            ]
        )
    }

    static func record(
        _ id: String = "S-1",
        _ bill: Bill = bill(),
        phase: SettlementPhase = .quoted,
        version: Int = 1,
        split: Split? = split
    ) -> SettlementRecord {
        var record = SettlementRecord(
            id: id,
            billID: bill.id,
            billDigest: bill.digest,
            patientID: "P1",
            total: bill.total,
            isInsured: true,
            createdAt: moment(),
            phase: phase,
            version: version
        )
        record.owner = "window-3"
        record.quote = split
        if phase != .quoted { record.confirmed = split }
        return record
    }

    static func attempt(
        _ number: Int,
        _ role: LegRole,
        _ state: LegState,
        _ fen: Int64,
        tender: TenderKind? = nil,
        tendered: Int64? = nil
    ) -> Attempt {
        Attempt(
            id: "S-1/\(number)",
            role: role,
            tender: tender,
            number: "N\(number)",
            amount: Money(fen: fen),
            createdAt: moment(),
            state: state,
            tendered: tendered.map { Money(fen: $0) }
        )
    }

    static func receipt(
        _ record: SettlementRecord,
        name: String = "张建国",
        tenders: [Receipt.Tender] = [.init(kind: .weChat, amount: Money(fen: 24_353))],
        change: Int64 = 0
    ) -> Receipt {
        Receipt(
            number: record.id,
            patientName: name,
            split: record.currentSplit ?? .selfPayOnly(record.total),
            tenders: tenders,
            rounding: .zero,
            change: Money(fen: change),
            insurerSettlement: "0188",
            at: "2026-11-21 10:43:30"
        )
    }

    static let samples = [
        SamplePerson(
            id: "E1",
            name: "张建国",
            note: Label("在职，三级医院，有自付", "working, level 3, with self-pay"),
            identityNumber: zhangID
        ),
        SamplePerson(
            id: "E2",
            name: "周桂兰",
            note: Label("退休，账户够付", "retired, the account covers it"),
            identityNumber: "310101199003070043"
        ),
    ]

    static func options(_ language: Language = .chinese) -> ConsoleOptions {
        ConsoleOptions(
            language: language,
            window: "03",
            operatorName: language == .chinese ? "王芳" : "Wang Fang",
            hospitalName: language == .chinese ? "示范市第一人民医院" : "First Hospital",
            shiftText: language == .chinese ? "早班 0412" : "Shift 0412",
            deviceLabels: ["scanner": Label("扫码枪", "Scanner")],
            samples: samples
        )
    }
}

/// A console driven by gestures; each takes 100 ms of a made-up clock.
struct Window {
    var state: ConsoleState
    var instant: ContinuousClock.Instant
    /// What the last gesture or answer caused.
    var effects: [ConsoleEffect] = []
    /// Gestures so far: keys and scans.
    var gestures = 0
    private let start: ContinuousClock.Instant

    init(_ options: ConsoleOptions = Fixture.options(), size: Size = .minimum) {
        start = ContinuousClock().now
        instant = start
        state = ConsoleState(
            options: options,
            time: ConsoleTime(instant: start, moment: Fixture.moment()),
            size: size
        )
    }

    mutating func wait(_ duration: Duration) { instant += duration }

    mutating func send(_ event: ConsoleEvent) { effects = reduce(into: &state, event) }

    /// One key, and the time in which a recogniser would let it go.
    mutating func press(_ key: Key) {
        wait(.milliseconds(100))
        gestures += 1
        send(.key(KeyPress(key: key, at: instant)))
        let now = effects
        wait(.milliseconds(100))
        tick()
        effects = now + effects
    }

    mutating func type(_ text: String) {
        for character in text { press(.character(character)) }
    }

    mutating func tick() {
        let boot = 1_000_000 + (instant - start).components.seconds * 1_000
        send(.tick(ConsoleTime(instant: instant, moment: Fixture.moment(boot))))
    }

    mutating func scan(_ text: String) {
        wait(.milliseconds(100))
        gestures += 1
        guard let text = ScannedText(text) else { return }
        send(
            .device(
                DeviceEvent(source: DeviceID("scanner"), instant: instant, kind: .scanned(text))
            )
        )
    }

    mutating func desk(_ event: DeskEvent) {
        wait(.milliseconds(100))
        send(.desk(event, at: instant))
    }

    /// Scans the insurance code and answers up to the split.
    mutating func arm(
        _ record: SettlementRecord = Fixture.record(),
        bills: [Bill] = [Fixture.bill()]
    ) {
        scan(Fixture.insuranceCode)
        desk(
            .identified(
                Identified(patient: Fixture.patient(), insured: Fixture.insured, bills: bills)
            )
        )
        desk(.quoted(record, bills[0]))
    }

    var requests: [DeskRequest] {
        effects.compactMap { effect in
            if case .desk(let request) = effect { request } else { nil }
        }
    }

    /// The requests that move money.
    var settles: [DeskRequest] {
        requests.filter { request in
            switch request {
            case .settle, .holdCash: true
            case .identify, .quote, .giveUp, .leave, .askNow, .cashReturned, .listOpen: false
            }
        }
    }

    var frame: Frame { draw(state, size: state.size) }
    var screen: String { frame.text() }
}

extension ConfirmationToken {
    /// The token of a fixture's record, whose split is always there.
    static func of(_ record: SettlementRecord) -> ConfirmationToken? {
        ConfirmationToken(showing: record)
    }
}
