import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import PeerTransport

/// Maps the errors of AsyncHTTPClient and NIO to how an exchange ended.
///
/// Details are fixed texts, host names or errno values: an error's own description may quote a
/// header.
enum FaultTable {
    /// The fault of an error that only looking up, connecting, the TLS handshake or the checks
    /// before them can give; nil for all others, which say nothing about what was sent.
    static func beforeSending(_ error: any Error) -> TransportFault? {
        switch error {
        case let error as HTTPClientError: return beforeSending(client: error)
        case let error as NIOConnectionError: return beforeSending(byName: error)
        case ChannelError.connectTimeout:
            return TransportFault(kind: .timeout, detail: "no connection in time")
        case NIOSSLError.handshakeFailed:
            return TransportFault(kind: .tls, detail: "TLS handshake failed")
        case let error as NIOSSLExtraError:
            let early: [NIOSSLExtraError] = [
                .failedToValidateHostname, .serverHostnameImpossibleToMatch,
                .cannotUseIPAddressInSNI, .invalidSNIHostname,
            ]
            guard early.contains(error) else { return nil }
            return TransportFault(kind: .tls, detail: "server certificate is for another name")
        default: return nil
        }
    }

    /// The fault of any error, given that no connection stood while it arose.
    static func withoutConnection(_ error: any Error) -> TransportFault {
        switch error {
        case let error as IOError:
            return TransportFault(
                kind: error.errnoCode == ECONNREFUSED ? .refused : .unreachable,
                detail: "no connection (errno \(error.errnoCode))"
            )
        case is CancellationError:
            return TransportFault(kind: .cancelled, detail: "cancelled while connecting")
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            return TransportFault(kind: .tls, detail: "TLS handshake failed")
        default:
            var fault = underWay(error)
            if fault.kind == .reset { fault.kind = .unreachable }
            return fault
        }
    }

    /// The fault of any error, given that bytes of the request may have left.
    static func underWay(_ error: any Error) -> TransportFault {
        func fault(_ kind: TransportFault.Kind, _ detail: String) -> TransportFault {
            TransportFault(kind: kind, detail: detail)
        }
        return switch error {
        case CollectionFault.bodyTooLarge: fault(.bodyTooLarge, "answer longer than allowed")
        case CollectionFault.deadlinePassed: fault(.timeout, "answer not whole in time")
        case is CancellationError: fault(.cancelled, "cancelled while under way")
        case let error as HTTPClientError: fault(kind(of: error), error.shortDescription)
        case is HTTPParserError: fault(.malformed, "answer is not HTTP, or was cut off")
        case let error as IOError: fault(.reset, "connection broke (errno \(error.errnoCode))")
        case is ChannelError: fault(.reset, "connection closed")
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            fault(.tls, "TLS failed after the handshake")
        default: fault(.reset, "exchange failed: \(type(of: error))")
        }
    }

    private static func kind(of error: HTTPClientError) -> TransportFault.Kind {
        switch error {
        case .deadlineExceeded, .readTimeout, .writeTimeout: .timeout
        case .cancelled: .cancelled
        case .uncleanShutdown: .tls
        default: .reset
        }
    }

    private static func beforeSending(client error: HTTPClientError) -> TransportFault? {
        let detail = error.shortDescription
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout:
            return TransportFault(kind: .timeout, detail: detail)
        case .tlsHandshakeTimeout: return TransportFault(kind: .tls, detail: detail)
        case .alreadyShutdown: return TransportFault(kind: .cancelled, detail: detail)
        case .invalidURL, .emptyHost, .emptyScheme, .traceRequestWithBody:
            return TransportFault(kind: .malformed, detail: detail)
        default:
            // These carry the offending header with them: compared by what stays the same.
            let badHeaders: [HTTPClientError] = [
                .invalidHeaderFieldNames([]), .invalidHeaderFieldValues([]),
            ]
            guard badHeaders.contains(where: { $0.shortDescription == detail }) else { return nil }
            return TransportFault(kind: .malformed, detail: detail)
        }
    }

    /// A host name was looked up and all its addresses were tried; NIO has no such error for a
    /// connection that once stood.
    private static func beforeSending(byName error: NIOConnectionError) -> TransportFault {
        let codes = error.connectionErrors.map { ($0.error as? IOError)?.errnoCode }
        if codes.isEmpty {
            return TransportFault(kind: .unreachable, detail: "host name not found: \(error.host)")
        }
        let isRefused = codes.allSatisfy { $0 == ECONNREFUSED }
        return TransportFault(
            kind: isRefused ? .refused : .unreachable,
            detail: "no connection to \(error.host):\(error.port)"
        )
    }
}
