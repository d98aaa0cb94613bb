import Billing
import Devices
import Settlement
import TerminalUI

extension Strings {
    /// The word for a tender.
    func name(of tender: TenderKind) -> String {
        switch tender {
        case .cash: cash
        case .weChat: weChat
        case .alipay: alipay
        }
    }

    /// The word for a peer; one we have no word for keeps its own name.
    func name(ofPeer peer: String) -> String {
        switch peer {
        case "insurance": insurance
        case TenderKind.weChat.rawValue: weChat
        case TenderKind.alipay.rawValue: alipay
        default: peer
        }
    }

    /// The word for a family of codes.
    func name(of family: ScanFamily) -> String {
        switch family {
        case .insuranceCredential, .insurancePackage: codeInsurance
        case .weChatPayment: codeWeChat
        case .alipayPayment: codeAlipay
        case .unionPayPayment: codeUnionPay
        case .otherPayment: codeOtherPayment
        case .residentID: codeIdentity
        case .socialSecurityCard: codeCard
        case .visitCard: codeVisitCard
        case .healthCard, .citizenCode: codeHealth
        case .bankCard: codeBankCard
        case .invoice, .product, .receipt, .billToken, .url: codeOther
        }
    }

    /// A device's state in a word.
    func word(of state: DeviceState) -> (String, Role) {
        switch state {
        case .opening: (deviceOpening, .warning)
        case .ready: (deviceReady, .success)
        case .missing: (deviceMissing, .danger)
        case .failed: (deviceFailed, .danger)
        case .closed: (deviceClosed, .dim)
        }
    }

    /// How a peer answers: its last time, or that it is slow or silent.
    func word(of health: PeerHealth) -> (String, Role) {
        switch health.condition {
        case .good:
            return ("\(health.lastMilliseconds)ms", .success)
        case .slow:
            let tenths = health.lastMilliseconds / 100
            return (peerSlow.filled("\(tenths / 10).\(tenths % 10)"), .warning)
        case .silent:
            return (peerSilent, .danger)
        }
    }

    /// A person's sex, nil when unknown.
    func word(of sex: Patient.Sex) -> String? {
        switch sex {
        case .male: male
        case .female: female
        case .unknown: nil
        }
    }

    /// The insurer's class of an item.
    func word(of chargeClass: ChargeClass) -> String {
        switch chargeClass {
        case .a: classA
        case .b: classB
        case .c: classC
        }
    }

    /// Who is being waited for.
    func word(of work: SaleStage.Work) -> String {
        switch work {
        case .starting: workStarting
        case .insurer: workInsurer
        case .payment(let tender): workPayment.filled(name(of: tender))
        case .payer(let tender): workPayer.filled(name(of: tender))
        }
    }

    /// Why a settlement is on the list.
    func word(of kind: OpenKind) -> String {
        switch kind {
        case .doubt: kindDoubt
        case .undoOwed: kindUndo
        case .supervisor: kindSupervisor
        case .cashOwed: kindCash
        case .tender: kindTender
        case .running: kindRunning
        }
    }

    /// The scheme of an insured person, such as `职工在职 310`.
    func scheme(_ person: InsuredPerson) -> String {
        switch person.insuranceType {
        case "310":
            let isRetired = person.personType.hasPrefix("12")
            return "\(schemeEmployee)\(glue)\(isRetired ? retired : atWork) 310"
        case "390":
            return "\(schemeResident) 390"
        default:
            return person.insuranceType
        }
    }

    /// By what the insurer recognised the person.
    func shown(_ kind: InsuranceCredential.Kind) -> String {
        switch kind {
        case .electronic: byInsuranceCode
        case .residentID: byIdentity
        case .card: byCard
        }
    }

    /// Seconds as `m:ss`.
    func minutes(_ seconds: Int64) -> String {
        "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
    }

    /// What stands between two words of one term.
    private var glue: String { self == .chinese ? "" : " " }
}
