import Billing
import PeerTransport
import Settlement
import Synchronization

@testable import InsurancePlatform

/// Answers requests from a script, in order, and keeps what was sent; 9001 is answered by itself
/// until the script says otherwise.
final class ScriptedTransport: PeerTransport {
    private struct State {
        var script: [PeerExchange]
        var signIns: [PeerExchange]
        var sent: [PeerRequest] = []
        var signInCount = 0
    }
    private let state: Mutex<State>

    init(_ script: [PeerExchange], signIns: [PeerExchange] = []) {
        state = Mutex(State(script: script, signIns: signIns))
    }

    func exchange(_ request: PeerRequest) async -> PeerExchange {
        let isSignIn = String(decoding: request.body, as: UTF8.self).contains("\"infno\":\"9001\"")
        return state.withLock { state in
            state.sent.append(request)
            guard isSignIn else {
                return state.script.isEmpty
                    ? .notSent(.init(kind: .refused, detail: "script is at its end"))
                    : state.script.removeFirst()
            }
            state.signInCount += 1
            if !state.signIns.isEmpty { return state.signIns.removeFirst() }
            let number = "SIGN000\(state.signInCount)"
            return .success(#"{"signinoutb":{"sign_time":"x","sign_no":"\#(number)"}}"#)
        }
    }

    var sent: [PeerRequest] { state.withLock { $0.sent } }
    var bodies: [String] { sent.map { String(decoding: $0.body, as: UTF8.self) } }

    /// The transaction numbers sent, in order.
    var operations: [String] { fields("infno") }

    /// A field of every envelope sent, in order.
    func fields(_ name: String) -> [String] {
        sent.map { (try? JSONReader.read($0.body))?[name]?.text ?? "" }
    }
}

extension PeerExchange {
    /// An HTTP answer with this body.
    static func http(_ body: String, status: Int = 200) -> PeerExchange {
        .answered(PeerResponse(status: status, body: Array(body.utf8)))
    }

    /// A platform's answer with `infcode` 0.
    static func success(_ output: String) -> PeerExchange {
        .http(
            #"{"infcode":0,"inf_refmsgid":"430100202601010759590000000001","err_msg":null,"#
                + #""output":\#(output)}"#
        )
    }

    /// A platform's refusal.
    static func refusal(_ text: String, code: String = "-1") -> PeerExchange {
        .http(#"{"infcode":\#(code),"inf_refmsgid":"4","err_msg":"\#(text)","output":null}"#)
    }
}

/// A clock whose time is set by the test.
final class SetClock: EngineClock {
    private let wall: Mutex<Int64>

    /// Starts at a China time.
    init(_ text: String) {
        wall = Mutex(ChinaTime.utcMilliseconds(of: text) ?? 0)
    }

    func now() -> Moment {
        wall.withLock { Moment(wall: $0, boot: $0, bootID: "boot") }
    }

    func sleep(for duration: Duration) async throws {}

    func set(_ text: String) {
        wall.withLock { $0 = ChinaTime.utcMilliseconds(of: text) ?? 0 }
    }
}

/// Gives the same bytes each time.
struct FixedRandom: RandomSource {
    func bytes(_ count: Int) -> [UInt8] { Array(repeating: 0xAB, count: count) }
}

/// A platform at the sample hospital over a script.
struct Bench {
    let transport: ScriptedTransport
    let clock: SetClock
    let platform: InsurancePlatform

    init(
        _ script: [PeerExchange],
        signIns: [PeerExchange] = [],
        at time: String = "2026-01-01 08:00:00",
        change: (inout InsurancePlatformConfiguration) -> Void = { _ in }
    ) throws {
        transport = ScriptedTransport(script, signIns: signIns)
        clock = SetClock(time)
        var configuration = try InsurancePlatformConfiguration(
            baseURL: "http://platform.test/",
            institution: .init(code: "H43010000001", name: "示例医院", region: "430100"),
            cashier: .init(
                code: "C01",
                name: "收费员甲",
                macAddress: "00-00-5E-00-53-01",
                ipAddress: "192.0.2.10"
            )
        )
        configuration.receiver = "MBS"
        change(&configuration)
        let counter = Mutex<Int64>(9_000)
        let next: @Sendable () -> Int64 = {
            counter.withLock {
                $0 += 1
                return $0
            }
        }
        platform = InsurancePlatform(
            configuration: configuration,
            transport: transport,
            clock: clock,
            random: FixedRandom(),
            sequence: { next() }
        )
    }

    /// Performs a request as the engine does: its own body under a number.
    func perform(
        _ request: InsuranceRequest,
        number: String = Sample.settleNumber
    ) async -> PeerResult<InsuranceOutcome> {
        await platform.perform(
            request,
            messageNumber: number,
            body: platform.body(of: request)
        )
    }
}

extension PeerResult<InsuranceOutcome> {
    var settlement: InsurerSettlement? {
        guard case .answered(.settlement(let settlement)) = outcome else { return nil }
        return settlement
    }

    var refusal: Refusal? {
        guard case .refused(let refusal) = outcome else { return nil }
        return refusal
    }

    var doubt: Doubt? {
        guard case .unknown(let doubt) = outcome else { return nil }
        return doubt
    }
}
