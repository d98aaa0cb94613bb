import Devices
import DevicesLive

/// Collects a monitor's events and hands them out one by one, waiting for the next.
struct EventLog: AsyncSequence {
    typealias Element = DeviceEvent

    private let stream: AsyncStream<DeviceEvent>
    let handler: DeviceMonitor.Handler

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: DeviceEvent.self)
        self.stream = stream
        handler = { continuation.yield($0) }
    }

    func makeAsyncIterator() -> AsyncStream<DeviceEvent>.Iterator {
        stream.makeAsyncIterator()
    }
}

extension AsyncStream<DeviceEvent>.Iterator {
    /// The next thing that happened.
    mutating func nextEvent() async -> DeviceEvent? {
        await next(isolation: #isolation)
    }

    /// The kind of the next thing that happened.
    mutating func nextKind() async -> DeviceEvent.Kind? {
        await nextEvent()?.kind
    }

    /// Waits until something has happened; answers what happened before it.
    mutating func skip(to kind: DeviceEvent.Kind) async -> [DeviceEvent.Kind] {
        var passed: [DeviceEvent.Kind] = []
        while let next = await nextKind(), next != kind {
            passed.append(next)
        }
        return passed
    }
}
