/// Keeps the operator's sign-in (9001) of the China day; one sign-in runs at a time, and whoever
/// comes meanwhile shares its result.
actor SignInDesk {
    /// How an attempt to sign in ended.
    enum Outcome: Sendable {
        case signedIn(number: String)
        /// No sign-in: the request that needed it does not leave.
        case failed(String)
    }

    private var current: (number: String, day: String)?
    private var isSigningIn = false
    private var waiters: [CheckedContinuation<Outcome, Never>] = []

    /// How many requests wait for the sign-in that is running.
    var waitingCount: Int { waiters.count }

    /// The sign-in of the day, made by `signIn` when there is none.
    func outcome(on day: String, signIn: @Sendable () async -> Outcome) async -> Outcome {
        if let current, current.day == day { return .signedIn(number: current.number) }
        if isSigningIn {
            return await withCheckedContinuation { waiters.append($0) }
        }
        isSigningIn = true
        let outcome = await signIn()
        isSigningIn = false
        switch outcome {
        case .signedIn(let number): current = (number, day)
        case .failed: break
        }
        for waiter in waiters { waiter.resume(returning: outcome) }
        waiters = []
        return outcome
    }

    /// Forgets a sign-in that the platform no longer accepts, unless a newer one has replaced it.
    func forget(_ number: String) {
        if current?.number == number { current = nil }
    }
}
