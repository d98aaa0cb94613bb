/// Why bytes from a scanner were thrown away.
///
/// Holds nothing of the bytes, so that it may be shown and logged.
package enum ScanRejection: Hashable, Sendable {
    /// More bytes than a frame may have, without an end.
    case tooLong(limit: Int)
    /// A control character or escape sequence inside a frame: a hostile code, or a wrong speed.
    case controlCharacter
    /// A byte above 7F: no code of ours has one.
    case notASCII
    /// The bytes stopped in the middle of a frame, or a new frame began there.
    case halfFrame
    /// The device was lost in the middle of a frame.
    case cutOff
    /// The same text again within the repeat window: the scanner read one code twice.
    case repeated
    /// More frames in a second than a person can scan; further ones are dropped unseen.
    case flood
}
