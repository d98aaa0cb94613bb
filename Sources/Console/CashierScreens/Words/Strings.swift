import TerminalUI

/// Every sentence and word of the screens, one field each; `%1` and `%2` are filled in.
///
/// A sentence about something that went wrong says what to do. Labels of keys stand in the key
/// table.
struct Strings: Sendable, Hashable {

    // MARK: Why a key does nothing now
    let comesLater: String
    let supervisorLater: String
    let demoOnly: String
    let nothingToPark: String
    let finishFirst: String
    let noSuchChoice: String
    let nothingOpen: String
    let scanFirst: String
    let noUnpaidBill: String
    let stillQuoting: String
    let quoteFirst: String
    let cashNotNeeded: String
    let underWay: String
    let takeNoMoreMoney: String
    let returnCashFirst: String
    let personDecides: String
    let onlyOneBill: String
    let billUnderWay: String
    let cannotGiveUp: String
    let nothingToGiveUp: String
    let noCashOwed: String
    let moreBills: String
    let furtherStay: String
    let windowTooSmall: String
    let quitUnderWay: String

    // MARK: Scans
    let codeStale: String
    let unknownScan: String
    let identityKindLater: String
    let paymentKindLater: String
    let bankCardScanned: String
    let receiptScanned: String
    let neutralScanned: String
    let nextPatientTaken: String
    let returnCashBeforeNext: String
    let parkBeforeNext: String
    let paymentBeforeIdentity: String
    let backToSaleFirst: String
    let lookThenScan: String
    let answerFirst: String
    let typedTooFast: String
    let tooLong: String
    let controlCharacter: String
    let notASCII: String
    let halfFrame: String
    let cutOff: String
    let repeated: String
    let flood: String

    // MARK: What to do now
    let lookFirst: String
    let scanIdentity: String
    let scanPaymentOrCash: String
    let nothingDuePressEnter: String
    let retryOrBack: String
    let askingAgain: String
    let waitingForScan: String
    let identifying: String
    let quoting: String
    let workStarting: String
    let workInsurer: String
    let workPayment: String
    let workPayer: String
    let doubtPrompt: String
    let undoing: String
    let seconds: String

    // MARK: Money
    let notEnoughCash: String
    let cashDueIs: String
    let amountBeforeMixed: String
    let mixedTooMuch: String
    let amountUnreadable: String
    let amountFull: String
    let noFenInCash: String
    let largeChange: String
    let amountStays: String
    let amountRose: String
    let amountFell: String
    let codeNotCharged: String
    let tenderRefused: String
    let tenderUndone: String
    let noReason: String
    let insurerSettleRefused: String
    let givingUp: String
    let givenUpDone: String
    let givenUpReturnCash: String
    let cashIsReturned: String
    let returnCashThenKey: String

    // MARK: The person and the bill
    let identifyDropped: String
    let putAside: String
    let noBillOf: String
    let selfPayBecause: String
    let billPaidMeanwhile: String
    let changedMeanwhile: String
    let insurerRefused: String
    let insurerSilent: String
    let credentialStale: String
    let unknownPatient: String
    let billHeld: String
    let amountsChanged: String
    let channelMissing: String
    let busy: String
    let notNow: String
    let ledgerUnwritable: String
    let notFound: String

    // MARK: The background
    let goesOnBehind: String
    let behindPaid: String
    let behindPaidChange: String
    let behindAborted: String
    let behindReturnCash: String
    let behindRefused: String
    let behindSuspense: String
    let rescanToTakeUp: String
    let atOtherWindow: String

    // MARK: Titles, heads and words
    let titleSale: String
    let titleDoubt: String
    let titleSamples: String
    let age: String
    let male: String
    let female: String
    let schemeEmployee: String
    let schemeResident: String
    let atWork: String
    let retired: String
    let selfPayPerson: String
    let byInsuranceCode: String
    let byIdentity: String
    let byCard: String
    let identityTail: String
    let visitAt: String
    let balance: String
    let billsToPay: String
    let columnItem: String
    let columnClass: String
    let columnQuantity: String
    let columnAmount: String
    let columnState: String
    let columnPatient: String
    let columnWhat: String
    let columnWaited: String
    let columnNext: String
    let columnTry: String
    let classA: String
    let classB: String
    let classC: String
    let total: String
    let fund: String
    let account: String
    let mutualAid: String
    let hospitalPart: String
    let selfPart: String
    let due: String
    let stillDue: String
    let dueInCash: String
    let received: String
    let change: String
    let changeBefore: String
    let returnCash: String
    let heldCash: String
    let typed: String
    let ownPay: String
    let overLimit: String
    let firstPay: String
    let done: String
    let fundShort: String
    let accountShort: String
    let cash: String
    let weChat: String
    let alipay: String
    let insurance: String
    let strip: String
    let noDevice: String
    let deviceReady: String
    let deviceOpening: String
    let deviceMissing: String
    let deviceFailed: String
    let deviceClosed: String
    let peerSlow: String
    let peerSilent: String

    // MARK: Questions
    let giveUpTitle: String
    let giveUpFooter: String
    let undoNothing: String
    let undoInsurance: String
    let undoPayment: String
    let undoPaymentMaybe: String
    let undoCash: String
    let confirmCodeTitle: String
    let confirmCodeLine: String
    let confirmCodeFooter: String
    let chooseTitle: String
    let chooseFooter: String
    let helpTitle: String
    let helpFooter: String
    let samplesHint: String

    // MARK: Kinds of codes
    let codeInsurance: String
    let codeIdentity: String
    let codeCard: String
    let codeVisitCard: String
    let codeHealth: String
    let codeWeChat: String
    let codeAlipay: String
    let codeUnionPay: String
    let codeOtherPayment: String
    let codeBankCard: String
    let codeOther: String

    // MARK: In doubt: kinds, stories and where the money is
    let kindDoubt: String
    let kindUndo: String
    let kindSupervisor: String
    let kindCash: String
    let kindTender: String
    let kindRunning: String
    let whatPayment: String
    let whatInsurance: String
    let whatUndoPayment: String
    let whatUndoInsurance: String
    let whatCash: String
    let whatTender: String
    let whatHeld: String
    let whatPayer: String
    let whatSuspense: String
    let whatRunning: String
    let nextHandBack: String
    let nextSupervisor: String
    let nextTakeUp: String
    let nextAutomatic: String
    let nextIn: String
    let billNumber: String
    let othersGoOn: String
    let colon: String
    let whereIs: String
    let insurancePaid: String
    let insuranceMaybe: String
    let insuranceUndoing: String
    let insuranceBack: String
    let paymentPaid: String
    let paymentMaybe: String
    let paymentPending: String
    let paymentUndoing: String
    let paymentBack: String
    let cashHeld: String
    let cashOwed: String
    let nothingMoved: String
    let planAsk: String
    let planUndo: String
    let planTender: String
    let planHandBack: String
    let planSupervisor: String
    let operationDecode: String
    let operationPerson: String
    let operationVisit: String
    let operationUpload: String
    let operationPreSettle: String
    let operationSettle: String
    let operationCancelSettle: String
    let operationReverse: String
    let operationAskInsurance: String
    let operationCharge: String
    let operationQuery: String
    let operationCancel: String
    let operationRefund: String
    let verdictDone: String
    let verdictRefused: String
    let verdictPending: String
    let verdictUnknown: String
    let verdictNotSent: String
    let verdictNotFound: String
    let verdictClosed: String
    let verdictRefunded: String
    let verdictUndoAccepted: String
    let verdictUndoAgain: String
    let verdictUndoRefused: String
}

extension Strings {
    /// The strings of a language.
    init(_ language: Language) {
        switch language {
        case .chinese: self = .chinese
        case .english: self = .english
        }
    }
}
