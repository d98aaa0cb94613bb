/// Why a cryptographic operation was not carried out.
///
/// No case carries key material, plain text or a peer's text: errors may be logged.
package enum CryptographyError: Error, Sendable, Equatable {
    /// A key or certificate could not be read, or is not of the kind asked for.
    case unusableKey(String)
    /// An argument breaks a stated limit: a wrong length, an impossible parameter.
    case invalidInput(String)
    /// Sealed or padded bytes are not what was once sealed under this key.
    case notAuthentic
    /// libcrypto refused an operation that should work; `code` is the head of its error queue.
    case library(operation: String, code: UInt)
}
