/// Whole settlements through the console: how long, and how many durable commits.
struct SettleBenchmark {
    private let hospital: BenchmarkHospital

    init(_ hospital: BenchmarkHospital) {
        self.hospital = hospital
    }

    private struct Sale {
        var commitsToSplit: Double
        var commitsToDone: Double
        var payment: Duration
        var whole: Duration
    }

    /// Settles one patient after another: insurance code, split, WeChat code, done.
    func run(_ options: BenchmarkOptions, _ report: inout Report) throws {
        let console = try ConsoleProbe(hospital, rows: 50, columns: 200)
        _ = try console.wait(for: [ConsoleWords.hintBar])
        try console.settle(.milliseconds(300))
        var sales: [Sale] = []
        while sales.count < (options.isQuick ? 5 : 40) {
            if let sale = try settle(hospital.freshPerson(), console) { sales.append(sale) }
        }
        report.add(
            Figure("durable commits, scan to split", "commits", sales.map(\.commitsToSplit))
        )
        report.add(
            Figure("durable commits, payment to completed", "commits", sales.map(\.commitsToDone))
        )
        report.add(
            Figure(
                "durable commits of a mixed settlement",
                "commits",
                sales.map { $0.commitsToSplit + $0.commitsToDone }
            )
        )
        report.add(Figure("payment code scanned to receipt", sales.map(\.payment)))
        report.add(
            Figure("settlement without the people's part, both scans", sales.map(\.whole))
        )
        let seconds = sales.reduce(0) { $0 + $1.whole.inMilliseconds } / 1_000
        report.add(
            Figure("a durable write of 4 KiB beside the ledger", try DurableWrite.times(hospital))
        )
        report.add(Figure("settlements one after another", "1/s", [Double(sales.count) / seconds]))
        try console.quit()
        report.note(Self.reasons)
    }

    /// What each commit makes durable, so that none can go.
    static let reasons = """
        the ten commits of a mixed settlement. Before it: the unpaid lines frozen into a bill with \
        a number, which every console then sees alike. The settlement's eight: (1) the bill \
        claimed, the draft and the intent to register (2201); (2) registered, and the intent to \
        describe the visit (2203A); (3) described, and the intent to upload (2204); (4) uploaded \
        and quoted; (5) confirmed as shown, and the intent to settle (2207A); (6) the insurer's \
        settlement, and the intent to charge; (7) the payment's outcome, the posting and what the \
        hospital system is owed; (8) completed. Between the last two: the hospital system's own, \
        its lines released, which stands for a foreign system and may not share ours. None can \
        go: an intent must be durable before its request leaves and cannot be written before the \
        answer ahead of it, and what was learned already rides with the next intent. One more in \
        about nine sales reserves 64 message numbers; a console's first also signs in.
        """

    /// One sale; nil when nothing was due, because then no payment is part of it.
    private func settle(_ person: String, _ console: ConsoleProbe) throws -> Sale? {
        let code = try hospital.mint("insurance", of: person)
        let before = try CommitLog(ofLedger: hospital.ledger)
        let scanned = try console.scan(code)
        let split = try console.wait(for: [ConsoleWords.amountDue, ConsoleWords.nothingDue])
        try console.settle(.milliseconds(60))
        guard console.screen.shows(ConsoleWords.amountDue) else {
            _ = try console.type("\u{1B}")
            _ = try console.wait(for: [ConsoleWords.idle])
            try console.settle(.milliseconds(100))
            return nil
        }
        let payment = try hospital.mint("wechat", of: person)
        let between = try CommitLog(ofLedger: hospital.ledger)
        let paid = try console.scan(payment)
        let receipt = try console.wait(for: [ConsoleWords.idle, ConsoleWords.furtherBills])
        // The last commit, completed, changes nothing on the screen.
        try console.settle(.milliseconds(150))
        let after = try CommitLog(ofLedger: hospital.ledger)
        if console.screen.shows(ConsoleWords.furtherBills) {
            // Esc lets the person's further bills be, so that the next sale meets an idle window.
            _ = try console.type("\u{1B}")
            _ = try console.wait(for: [ConsoleWords.idle])
            try console.settle(.milliseconds(100))
        }
        let payTime = paid.duration(to: receipt.lastByteAt)
        return Sale(
            commitsToSplit: Double(between.commits(since: before)),
            commitsToDone: Double(after.commits(since: between)),
            payment: payTime,
            whole: scanned.duration(to: split.lastByteAt) + payTime
        )
    }
}
