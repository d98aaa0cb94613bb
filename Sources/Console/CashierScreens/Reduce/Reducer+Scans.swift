import Billing
import Devices
import Settlement
import TerminalUI

extension Reducer {
    /// A scan, whatever has the focus.
    mutating func scanned(
        _ text: ScannedText,
        at instant: ContinuousClock.Instant,
        isPasted: Bool
    ) {
        state.notice = nil
        state.isQuitAsked = false
        guard state.isShown else {
            say(strings.windowTooSmall, .warning)
            return
        }
        if state.isHelpShown || state.screen == .samples {
            // The amount was covered, so that no older gesture can have meant it.
            state.isHelpShown = false
            if state.screen == .samples { state.screen = .sale }
            state.sale?.shownAt = instant
        }
        if case .choose = state.question { state.question = nil }
        switch state.classifier.classify(text, expecting: expectedScan) {
        case .recognised(let code), .misplaced(let code):
            take(code, at: instant, isPasted: isPasted)
        case .ambiguous(let codes):
            state.question = .choose(
                Array(codes.prefix(3)),
                scannedAt: instant,
                isPasted: isPasted,
                shownAt: instant
            )
            effects.append(.bell)
        case .unknown:
            say(strings.unknownScan, .warning)
        }
    }

    /// What the step on the screen waits for.
    private var expectedScan: ScanContext {
        guard let sale = state.sale else { return .identity }
        switch sale.stage {
        case .awaitingTender: return .payment
        case .noBill, .failed: return .identity
        case .quoting, .nothingDue, .working, .doubtful, .undoing, .owesCash, .suspense, .closed:
            return .any
        }
    }

    /// Acts on a code of a known family.
    mutating func take(
        _ code: ScannedCode,
        at instant: ContinuousClock.Instant,
        isPasted: Bool
    ) {
        switch code {
        case .insuranceCredential(let text), .insurancePackage(let text):
            identityScanned(.insuranceCode(text), at: instant)
        case .residentID(let text):
            identityScanned(.residentID(text), at: instant)
        case .socialSecurityCard(let text):
            identityScanned(.socialSecurityCard(text), at: instant)
        case .visitCard(let text):
            identityScanned(.patientNumber(text), at: instant)
        case .healthCard, .citizenCode:
            say(strings.identityKindLater, .warning)
        case .weChatPayment(let text):
            paymentScanned(PaymentCode(text), .weChat, at: instant, isPasted: isPasted)
        case .alipayPayment(let text):
            paymentScanned(PaymentCode(text), .alipay, at: instant, isPasted: isPasted)
        case .unionPayPayment, .otherPayment:
            say(strings.paymentKindLater, .warning)
        case .bankCard:
            say(strings.bankCardScanned, .warning)
        case .receipt:
            say(strings.receiptScanned, .warning)
        case .billToken, .invoice, .product, .url:
            say(strings.neutralScanned, .warning)
        }
    }

    // MARK: Who

    /// The next patient, unless something is under way or held on the screen.
    mutating func identityScanned(
        _ identity: IdentityPresented,
        at instant: ContinuousClock.Instant
    ) {
        if let sale = state.sale {
            guard sale.isReplaceable else {
                say(refusalOfNextPatient(sale), .warning)
                return
            }
            let wasArmed = sale.record?.phase == .quoted
            releaseQuote()
            if wasArmed { say(strings.nextPatientTaken) }
        }
        state.screen = .sale
        state.question = nil
        state.sale = nil
        state.furtherBills = nil
        state.handingOut = nil
        clearAmount()
        guard state.identification == nil else {
            // One look-up at a time: its answer does not say whom it is about.
            state.identification?.isDropped = true
            state.identification?.next = identity
            state.identification?.since = instant
            return
        }
        state.identification = Identification(since: instant)
        ask(.identify(identity))
    }

    private func refusalOfNextPatient(_ sale: Sale) -> String {
        switch sale.stage {
        case .owesCash(let amount): strings.returnCashBeforeNext.filled(amount.yuan)
        case .noBill, .quoting, .failed, .awaitingTender, .nothingDue, .working, .doubtful,
            .undoing, .suspense, .closed:
            strings.parkBeforeNext
        }
    }

    /// Lets the quote on the screen go, if there is one; what has begun is not touched.
    mutating func releaseQuote() {
        guard let record = state.sale?.record, record.phase == .quoted || record.phase == .draft
        else { return }
        ask(.leave(settlementID: record.id))
    }

    // MARK: What pays

    /// A payment code is itself the confirmation of what stands on the screen, if it was shown
    /// before the scan, came from a device and is not above the limit.
    private mutating func paymentScanned(
        _ code: PaymentCode,
        _ tender: TenderKind,
        at instant: ContinuousClock.Instant,
        isPasted: Bool
    ) {
        guard let sale = state.sale else {
            let refusal = state.moreBillsSentence ?? strings.paymentBeforeIdentity
            say(state.identification == nil ? refusal : strings.stillQuoting, .warning)
            return
        }
        guard state.screen == .sale else {
            say(strings.backToSaleFirst, .warning)
            return
        }
        guard case .awaitingTender(let due) = sale.stage, let record = sale.record,
            let token = ConfirmationToken(showing: record)
        else {
            say(refusalOfPayment(sale), .warning)
            return
        }
        guard instant > sale.shownAt else {
            say(strings.lookThenScan, .warning)
            return
        }
        if case .giveUp = state.question {
            say(strings.answerFirst, .warning)
            return
        }
        let held = HeldCode(
            offer: .code(code, tender: tender, scannedAt: state.time.moment(at: instant)),
            token: token,
            scannedAt: instant
        )
        let isAboveLimit = state.options.confirmLimit.map { due > $0 } ?? false
        if isPasted || isAboveLimit {
            state.question = .confirmCode(held, shownAt: instant)
            effects.append(.bell)
        } else {
            state.question = nil
            settle(held.token, held.offer, at: instant)
        }
    }

    private func refusalOfPayment(_ sale: Sale) -> String {
        switch sale.stage {
        case .noBill, .failed, .closed: strings.paymentBeforeIdentity
        case .quoting: strings.stillQuoting
        case .nothingDue: strings.nothingDuePressEnter
        case .working, .undoing: strings.underWay
        case .doubtful: strings.takeNoMoreMoney
        case .owesCash: strings.returnCashFirst
        case .suspense: strings.personDecides
        case .awaitingTender: strings.stillQuoting
        }
    }

    /// Sends the one request that confirms and settles; until it is answered nothing else may.
    mutating func settle(
        _ token: ConfirmationToken,
        _ offer: TenderOffer,
        at instant: ContinuousClock.Instant
    ) {
        clearAmount()
        state.sale?.isAsking = true
        state.sale?.waitsSince = instant
        state.sale?.offered = Offered(selfPay: token.split.selfPay, code: offer.codeKind)
        ask(.settle(token, offer))
    }
}

extension TenderOffer {
    /// Whose code was scanned; nil for cash and for nothing due.
    fileprivate var codeKind: TenderKind? {
        switch self {
        case .code(_, let tender, scannedAt: _): tender
        case .cash, .nothingDue: nil
        }
    }
}
