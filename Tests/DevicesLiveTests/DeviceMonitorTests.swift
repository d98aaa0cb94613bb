import Devices
import DevicesLive
import Glibc
import Synchronization
import Testing

@Suite("Scanners over real descriptors", .serialized, .timeLimit(.minutes(1)))
struct DeviceMonitorTests {
    private static let code = "4240123456789012345678900000"
    private let id = DeviceID("scanner")

    private func scanner(_ address: ScannerAddress) -> ScannerSettings {
        ScannerSettings(
            id: id,
            address: address,
            reopenDelayMin: .milliseconds(5),
            reopenDelayMax: .milliseconds(40)
        )
    }

    private func scan(_ text: String) throws -> DeviceEvent.Kind {
        .scanned(try #require(ScannedText(text)))
    }

    /// A directory of its own, taken away with what is in it.
    private final class Folder {
        let path: String

        init() throws {
            var template = Array("/tmp/devices-live-XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else {
                throw LoopbackServer.Failure(operation: "mkdtemp")
            }
            path = String(
                decoding: template.dropLast().map(UInt8.init(bitPattern:)),
                as: UTF8.self
            )
        }

        func link(_ name: String, to target: String) throws {
            unlink(path + "/" + name)
            guard symlink(target, path + "/" + name) == 0 else {
                throw LoopbackServer.Failure(operation: "symlink")
            }
        }

        deinit {
            unlink(path + "/scanner")
            rmdir(path)
        }
    }

    @Test("a scan on a serial line arrives, and stopping closes the line")
    func serialScan() async throws {
        let line = try PseudoTerminal()
        let log = EventLog()
        var events = log.makeAsyncIterator()
        let monitor = try DeviceMonitor(handler: log.handler)
        monitor.add(scanner(.terminal(path: line.path)))
        #expect(await events.nextKind() == .state(.opening))
        #expect(await events.nextKind() == .state(.ready))
        let before = ContinuousClock.now
        try line.write("]Q1\(Self.code)\r\n")
        let event = try #require(await events.nextEvent())
        #expect(event.source == id)
        #expect(event.instant >= before && event.instant <= .now)
        #expect(
            event.kind == .scanned(try #require(ScannedText(Self.code, symbology: "]Q1")))
        )
        monitor.stop()
        #expect(await events.nextKind() == .state(.closed))
    }

    @Test("a half frame is dropped with its reason by the monitor's own timer")
    func halfFrame() async throws {
        let line = try PseudoTerminal()
        let log = EventLog()
        var events = log.makeAsyncIterator()
        let monitor = try DeviceMonitor(handler: log.handler)
        defer { monitor.stop() }
        monitor.add(scanner(.terminal(path: line.path)))
        _ = await events.skip(to: .state(.ready))
        try line.write("42401234")
        #expect(await events.nextKind() == .rejected(.halfFrame))
        try line.write(Self.code + "\r")
        #expect(await events.nextKind() == (try scan(Self.code)))
    }

    @Test("an unplugged scanner is reported, and read again when it is back at the same path")
    func replug() async throws {
        let folder = try Folder()
        let path = folder.path + "/scanner"
        let first = try PseudoTerminal()
        try folder.link("scanner", to: first.path)
        let log = EventLog()
        var events = log.makeAsyncIterator()
        let monitor = try DeviceMonitor(handler: log.handler)
        defer { monitor.stop() }
        monitor.add(scanner(.terminal(path: path)))
        _ = await events.skip(to: .state(.ready))
        try first.write("4240")
        unlink(path)
        first.close()
        // Unplugging may lose bytes that were on their way; what was read is half a frame.
        let passed = await events.skip(to: .state(.missing(.hungUp)))
        #expect(passed.allSatisfy { $0 == .rejected(.cutOff) || $0 == .rejected(.halfFrame) })
        #expect(await events.nextKind() == .state(.missing(.noSuchDevice)))
        let second = try PseudoTerminal()
        try folder.link("scanner", to: second.path)
        #expect(await events.nextKind() == .state(.ready))
        try second.write(Self.code + "\r")
        #expect(await events.nextKind() == (try scan(Self.code)))
    }

    @Test("a scanner on a serial server is read, and connected to again when the server is back")
    func network() async throws {
        var server = try LoopbackServer()
        let port = server.port
        let log = EventLog()
        var events = log.makeAsyncIterator()
        let monitor = try DeviceMonitor(handler: log.handler)
        defer { monitor.stop() }
        monitor.add(scanner(.network(host: "127.0.0.1", port: port)))
        #expect(await events.skip(to: .state(.ready)) == [.state(.opening)])
        try server.accept()
        try server.send("\u{02}\(Self.code)\u{03}")
        #expect(await events.nextKind() == (try scan(Self.code)))
        try server.send("4240")
        server.hangUp()
        #expect(await events.nextKind() == .rejected(.cutOff))
        #expect(await events.nextKind() == .state(.missing(.hungUp)))
        // The listener still takes a connection or two before it goes.
        server = try LoopbackServer()
        _ = await events.skip(to: .state(.missing(.refused)))
        server = try LoopbackServer(port: port)
        _ = await events.skip(to: .state(.ready))
        try server.accept()
        try server.send("110105199003071255\r")
        #expect(await events.nextKind() == (try scan("110105199003071255")))
    }

    @Test("a host is looked up by name, and one without an address is reported")
    func names() async throws {
        let server = try LoopbackServer()
        let log = EventLog()
        var events = log.makeAsyncIterator()
        let monitor = try DeviceMonitor(handler: log.handler)
        defer { monitor.stop() }
        monitor.add(scanner(.network(host: "localhost", port: server.port)))
        #expect(await events.skip(to: .state(.ready)) == [.state(.opening)])
        monitor.add(scanner(.network(host: "no host has this name", port: 1)))
        _ = await events.skip(to: .state(.closed))
        #expect(
            await events.skip(to: .state(.missing(.hostNotFound))) == [.state(.opening)]
        )
    }

    @Test("what is no usable line is reported with its reason")
    func unusable() async throws {
        let folder = try Folder()
        try folder.link("scanner", to: "/dev/null")
        let log = EventLog()
        var events = log.makeAsyncIterator()
        let monitor = try DeviceMonitor(handler: log.handler)
        defer { monitor.stop() }
        monitor.add(scanner(.terminal(path: folder.path + "/scanner")))
        _ = await events.skip(to: .state(.failed(.notATerminal)))
        let line = try PseudoTerminal()
        try folder.link("scanner", to: line.path)
        #expect(await events.nextKind() == .state(.ready))
        let other = EventLog()
        var otherEvents = other.makeAsyncIterator()
        let second = try DeviceMonitor(handler: other.handler)
        defer { second.stop() }
        second.add(scanner(.terminal(path: line.path)))
        _ = await otherEvents.skip(to: .state(.failed(.inUse)))
        monitor.remove(id)
        #expect(await otherEvents.nextKind() == .state(.ready))
    }

    @Test("a megabyte without an end neither blocks nor is kept, and the next scan is read")
    func endless() async throws {
        let line = try PseudoTerminal()
        let log = EventLog()
        var events = log.makeAsyncIterator()
        let monitor = try DeviceMonitor(handler: log.handler)
        defer { monitor.stop() }
        monitor.add(scanner(.terminal(path: line.path)))
        _ = await events.skip(to: .state(.ready))
        let block = [UInt8](repeating: UInt8(ascii: "7"), count: 4096)
        for _ in 0..<256 {
            try line.write(block)
        }
        try line.write("\r\(Self.code)\r")
        var kinds: [DeviceEvent.Kind] = []
        while kinds.last != (try scan(Self.code)), let kind = await events.nextKind() {
            kinds.append(kind)
        }
        // A writer that is held up may cause one more silence, and so one more report.
        #expect(kinds.dropLast().allSatisfy { $0 == .rejected(.tooLong(limit: 512)) })
        #expect((2...8).contains(kinds.count))
    }

    @Test("a flood of frames is cut to its budget")
    func flood() async throws {
        let line = try PseudoTerminal()
        let log = EventLog()
        var events = log.makeAsyncIterator()
        let monitor = try DeviceMonitor(handler: log.handler)
        monitor.add(scanner(.terminal(path: line.path)))
        _ = await events.skip(to: .state(.ready))
        try line.write((0..<500).map { "A\($0)\r" }.joined())
        let passed = await events.skip(to: .rejected(.flood))
        #expect(passed.count == EventBudget.perWindowMax)
        #expect(passed.first == (try scan("A0")))
        monitor.stop()
    }

    @Test("an injected text takes the path of a scan, as often as it is chosen")
    func inject() async throws {
        let log = EventLog()
        var events = log.makeAsyncIterator()
        let monitor = try DeviceMonitor(handler: log.handler)
        defer { monitor.stop() }
        let samples = DeviceID("samples")
        #expect(monitor.inject(Self.code, from: samples))
        #expect(monitor.inject(Self.code, from: samples))
        #expect(monitor.inject("12\u{1B}34", from: samples))
        #expect(monitor.inject(String(repeating: "7", count: 100_000), from: samples))
        #expect(await events.nextKind() == (try scan(Self.code)))
        #expect(await events.nextKind() == (try scan(Self.code)))
        #expect(await events.nextKind() == .rejected(.controlCharacter))
        let last = await events.nextEvent()
        #expect(last?.kind == .rejected(.tooLong(limit: 512)))
        #expect(last?.source == samples)
    }

    @Test("stopping from the handler itself does not wait for itself")
    func stopInHandler() async throws {
        let log = EventLog()
        var events = log.makeAsyncIterator()
        let held = HeldMonitor()
        let monitor = try DeviceMonitor { event in
            held.stop()
            log.handler(event)
        }
        held.hold(monitor)
        monitor.inject("A1", from: id)
        #expect(await events.nextKind() == (try scan("A1")))
        #expect(monitor.inject("B2", from: id))
    }

    @Test("a monitor with an open and a lost line takes no processor time")
    func idle() async throws {
        let line = try PseudoTerminal()
        let lost = try PseudoTerminal()
        let log = EventLog()
        var events = log.makeAsyncIterator()
        let times = ThreadTimes()
        let monitor = try DeviceMonitor { event in
            times.note()
            log.handler(event)
        }
        defer { monitor.stop() }
        var settings = scanner(.terminal(path: line.path))
        settings.framing.gapMax = .milliseconds(600)
        monitor.add(settings)
        _ = await events.skip(to: .state(.ready))
        settings.id = DeviceID("lost")
        settings.address = .terminal(path: lost.path)
        settings.reopenDelayMin = .milliseconds(100)
        settings.reopenDelayMax = .milliseconds(100)
        monitor.add(settings)
        _ = await events.skip(to: .state(.ready))
        lost.close()
        _ = await events.skip(to: .state(.missing(.hungUp)))
        _ = await events.skip(to: .state(.missing(.noSuchDevice)))
        // The silence of a half frame is 600 ms in which the thread has nothing to do but four
        // tries to open; a busy loop would use most of them.
        try line.write("4")
        #expect(await events.nextKind() == .rejected(.halfFrame))
        #expect(try #require(times.lastStep) < .milliseconds(60))
    }
}
