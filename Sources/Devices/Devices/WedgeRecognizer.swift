/// Tells the keys of a keyboard-wedge scanner from those of a person, by timing and shape.
///
/// A burst is at least six printable characters with short gaps, ended by Enter, Tab or silence.
/// While a burst is possible the keys are held back, for one gap at most, and then released as
/// typing; a burst's terminator belongs to the scan and is never typed.
package struct WedgeRecognizer<Key: Sendable>: Sendable {
    /// What a key is for the recogniser.
    package enum Shape: Hashable, Sendable {
        /// A printable ASCII character.
        case character(UInt8)
        /// Enter or Tab.
        case terminator
        /// Anything else: never part of a scan.
        case other
    }

    /// What came out of the keys, in their order.
    package enum Output: Sendable {
        /// A person pressed this key.
        case typed(Key)
        /// A burst, with its keys (terminator left out): what is no known code may still be typed.
        case scanned(ScannedText, keys: [Key])
        /// A burst longer than any code, or with a control character inside; all of it is dropped.
        case rejected(ScanRejection)
        /// Pasted text of the shape of a code. It did not come from a device: it may fill a step,
        /// it must not confirm one.
        case pasted(ScannedText)
    }

    private let settings: WedgeSettings
    private var held: [(key: Key, byte: UInt8)] = []
    private var shortGaps = 0
    private var lastKey: ContinuousClock.Instant?
    private var discarding = false
    private var swallowUntil: ContinuousClock.Instant?

    /// Makes a recogniser for one keyboard.
    package init(_ settings: WedgeSettings = WedgeSettings()) {
        self.settings = settings
    }

    /// When `tick(at:)` is due; nil while nothing is held back.
    package var deadline: ContinuousClock.Instant? {
        guard discarding || !held.isEmpty else { return nil }
        return lastKey.map { $0 + (discarding || isBurst ? settings.silence : settings.gapMax) }
    }

    /// Takes one key.
    package mutating func feed(
        _ key: Key,
        _ shape: Shape,
        at now: ContinuousClock.Instant
    ) -> [Output] {
        var outputs = tick(at: now)
        switch shape {
        case .character(let byte) where (0x20...0x7E).contains(byte):
            outputs += character(key, byte, at: now)
        case .terminator:
            outputs += terminator(key, at: now)
        case .character, .other:
            outputs += otherKey(key, at: now)
        }
        return outputs
    }

    /// Releases what was held back for too long; does nothing before the deadline.
    package mutating func tick(at now: ContinuousClock.Instant) -> [Output] {
        guard let deadline, now > deadline else { return [] }
        return release(at: now)
    }

    /// Takes the text of a bracketed paste; what is not of a code's shape gives nothing.
    package mutating func paste(
        _ text: String,
        at now: ContinuousClock.Instant
    ) -> [Output] {
        var outputs = release(at: now)
        var bytes = Array(text.utf8.prefix(ScannedText.lengthMax + 2))
        while let last = bytes.last, [0x0A, 0x0D, 0x09, 0x20].contains(last) {
            bytes.removeLast()
        }
        if hasShape(bytes), let text = ScannedText.reading(frame: bytes) {
            outputs.append(.pasted(text))
        }
        return outputs
    }

    private mutating func character(
        _ key: Key,
        _ byte: UInt8,
        at now: ContinuousClock.Instant
    ) -> [Output] {
        swallowUntil = nil
        defer { lastKey = now }
        guard !discarding else { return [] }
        if !held.isEmpty, let lastKey, now - lastKey <= settings.typicalGapMax {
            shortGaps += 1
        }
        held.append((key, byte))
        if held.count > ScannedText.lengthMax {
            forget()
            discarding = true
            return [.rejected(.tooLong(limit: ScannedText.lengthMax))]
        }
        // A key that somebody leans on repeats as fast as a scanner types.
        if held.count >= settings.sameKeyMax, held.allSatisfy({ $0.byte == byte }) {
            return release(at: now)
        }
        return []
    }

    private mutating func terminator(
        _ key: Key,
        at now: ContinuousClock.Instant
    ) -> [Output] {
        if discarding || isBurst {
            let outputs = release(at: now)
            swallowUntil = now + settings.terminatorGrace
            return outputs
        }
        if held.isEmpty, let swallowUntil, now <= swallowUntil {
            return []
        }
        swallowUntil = nil
        return release(at: now) + [.typed(key)]
    }

    private mutating func otherKey(
        _ key: Key,
        at now: ContinuousClock.Instant
    ) -> [Output] {
        if discarding {
            lastKey = now
            return []
        }
        // A printed code may hold control characters, which a wedge types as hot keys: inside a
        // burst no such key is a person's.
        if isBurst, let last = lastKey, now - last <= settings.gapMax {
            forget()
            discarding = true
            lastKey = now
            return [.rejected(.controlCharacter)]
        }
        let outputs = release(at: now)
        swallowUntil = nil
        return outputs + [.typed(key)]
    }

    private var isBurst: Bool {
        // The median gap is short exactly when at least half of the gaps are.
        hasShape(held.map(\.byte)) && shortGaps * 2 >= held.count - 1
    }

    private func hasShape(_ bytes: [UInt8]) -> Bool {
        bytes.count >= settings.lengthMin && Set(bytes).count >= 3
            && bytes.contains { (0x30...0x39).contains($0) }
    }

    /// Ends what is held, as a scan or as typing.
    private mutating func release(at now: ContinuousClock.Instant) -> [Output] {
        defer { forget() }
        if discarding {
            discarding = false
            swallowUntil = now + settings.terminatorGrace
            return []
        }
        guard isBurst, let text = ScannedText.reading(frame: held.map(\.byte)) else {
            return held.map { .typed($0.key) }
        }
        // The terminator of a slow line may come after the silence that ended its scan.
        swallowUntil = now + settings.terminatorGrace
        return [.scanned(text, keys: held.map(\.key))]
    }

    private mutating func forget() {
        held.removeAll(keepingCapacity: true)
        shortGaps = 0
    }
}
