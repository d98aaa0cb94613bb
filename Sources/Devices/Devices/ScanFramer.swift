/// Cuts the bytes of one scanner into frames of inert text.
///
/// A frame ends with CR, LF, TAB or ETX and may begin with STX; empty frames (the LF of CRLF) are
/// nothing. Whatever is not a scan is reported once and dropped up to the next end or silence.
/// Holds at most `Settings.lengthMax` bytes.
package struct ScanFramer: Sendable {
    /// What came out of the bytes.
    package enum Output: Hashable, Sendable {
        /// A whole frame.
        case scanned(ScannedText)
        /// Bytes that are no frame.
        case rejected(ScanRejection)
    }

    /// What silence in the middle of a frame means.
    package enum Silence: Hashable, Sendable {
        /// The frame is a half one and is dropped.
        case dropsFrame
        /// The frame is complete: for scanners that send no suffix.
        case endsFrame
    }

    /// The limits of a line.
    package struct Settings: Hashable, Sendable {
        /// The most bytes of a frame, at most `ScannedText.lengthMax`.
        package var lengthMax: Int
        /// The longest pause between two bytes of a frame.
        package var gapMax: Duration
        /// What a longer pause means.
        package var silence: Silence
        /// How long the same text counts as read twice; nil lets everything through.
        package var repeatWindow: Duration?

        /// Makes settings; the defaults suit a scanner of any line speed.
        package init(
            lengthMax: Int = ScannedText.lengthMax,
            gapMax: Duration = .milliseconds(200),
            silence: Silence = .dropsFrame,
            repeatWindow: Duration? = .seconds(2)
        ) {
            precondition((1...ScannedText.lengthMax).contains(lengthMax))
            self.lengthMax = lengthMax
            self.gapMax = gapMax
            self.silence = silence
            self.repeatWindow = repeatWindow
        }
    }

    private enum Phase {
        /// Between frames. Goes to collecting or discarding.
        case idle
        /// Inside a frame. Goes to idle at its end or silence, to discarding at a bad byte.
        case collecting
        /// After a reported bad byte. Goes to idle at an end or silence, to collecting at STX.
        case discarding
    }

    private let settings: Settings
    private var phase = Phase.idle
    private var buffer: [UInt8] = []
    private var lastByte: ContinuousClock.Instant?
    // Only a hash of the last text is kept: a payment code must not linger in memory.
    private var lastText: (hash: Int, instant: ContinuousClock.Instant)?

    /// Makes a framer for one device.
    package init(_ settings: Settings = Settings()) {
        self.settings = settings
        buffer.reserveCapacity(settings.lengthMax)
    }

    /// When `silence(at:)` is due; nil between frames.
    package var deadline: ContinuousClock.Instant? {
        switch phase {
        case .idle: nil
        case .collecting, .discarding: lastByte.map { $0 + settings.gapMax }
        }
    }

    /// Takes the bytes that were read at an instant.
    package mutating func feed(
        _ bytes: some Sequence<UInt8>,
        at now: ContinuousClock.Instant
    ) -> [Output] {
        var outputs = silence(at: now)
        for byte in bytes {
            if let output = accept(byte, at: now) {
                outputs.append(output)
            }
        }
        return outputs
    }

    /// Ends a frame whose next byte is overdue; does nothing before the deadline.
    package mutating func silence(at now: ContinuousClock.Instant) -> [Output] {
        guard let deadline, now >= deadline else { return [] }
        switch (phase, settings.silence) {
        case (.collecting, .endsFrame):
            return finish(at: now).map { [$0] } ?? []
        case (.collecting, .dropsFrame):
            clear()
            return [.rejected(.halfFrame)]
        case (.idle, _), (.discarding, _):
            clear()
            return []
        }
    }

    /// Forgets what the lost line left behind.
    package mutating func lineLost() -> [Output] {
        let outputs: [Output] = phase == .collecting ? [.rejected(.cutOff)] : []
        clear()
        return outputs
    }

    private mutating func accept(_ byte: UInt8, at now: ContinuousClock.Instant) -> Output? {
        switch byte {
        case 0x0D, 0x0A, 0x09, 0x03:
            return finish(at: now)
        case 0x02:
            let output: Output? = phase == .collecting ? .rejected(.halfFrame) : nil
            clear()
            phase = .collecting
            lastByte = now
            return output
        case 0x20...0x7E:
            lastByte = now
            return append(byte)
        default:
            lastByte = now
            return discard(byte >= 0x80 ? .notASCII : .controlCharacter)
        }
    }

    private mutating func append(_ byte: UInt8) -> Output? {
        switch phase {
        case .discarding:
            return nil
        case .idle, .collecting:
            guard buffer.count < settings.lengthMax else {
                return discard(.tooLong(limit: settings.lengthMax))
            }
            phase = .collecting
            buffer.append(byte)
            return nil
        }
    }

    private mutating func discard(_ reason: ScanRejection) -> Output? {
        guard phase != .discarding else { return nil }
        phase = .discarding
        buffer.removeAll(keepingCapacity: true)
        return .rejected(reason)
    }

    private mutating func finish(at now: ContinuousClock.Instant) -> Output? {
        defer { clear() }
        guard phase == .collecting, let text = ScannedText.reading(frame: buffer) else {
            return nil
        }
        return isRepeated(text, at: now) ? .rejected(.repeated) : .scanned(text)
    }

    private mutating func isRepeated(
        _ text: ScannedText,
        at now: ContinuousClock.Instant
    ) -> Bool {
        guard let window = settings.repeatWindow else { return false }
        let hash = text.hashValue
        defer { lastText = (hash, now) }
        guard let lastText, lastText.hash == hash else { return false }
        return now - lastText.instant < window
    }

    private mutating func clear() {
        phase = .idle
        buffer.removeAll(keepingCapacity: true)
        lastByte = nil
    }
}
