/// What one HTTP transport trusts, shows and allows.
package struct HTTPTransportConfiguration: Sendable {
    /// Whose server certificates are accepted.
    package enum TrustRoots: Sendable {
        /// The operating system's authorities.
        case system
        /// Exactly the authorities in these PEM bytes (one or more certificates).
        case pem([UInt8])
        /// Exactly the authorities in this PEM file, read once when the transport is made.
        case file(String)
    }

    /// A client certificate with its key, both PEM; the key unencrypted.
    package struct Identity: Sendable {
        /// The certificate, with intermediate ones behind it if there are any.
        package var certificateChainPEM: [UInt8]
        /// The private key: a secret.
        package var privateKeyPEM: [UInt8]

        package init(certificateChainPEM: [UInt8], privateKeyPEM: [UInt8]) {
            self.certificateChainPEM = certificateChainPEM
            self.privateKeyPEM = privateKeyPEM
        }
    }

    package var trustRoots: TrustRoots
    /// Client identities by the name under which a request asks for them.
    package var identities: [String: Identity]
    /// How long name look-up, connecting and the TLS handshake may take together.
    package var connectTimeout: Duration
    /// How long an unused connection is kept.
    ///
    /// Below what servers commonly allow (60 s), so that it is rarely the server that closes
    /// first, under a request.
    package var idleConnectionTimeout: Duration
    /// Connections to one peer at most; a request beyond them waits within the connect timeout.
    package var connectionsPerPeerMax: Int
    /// Longest answer body that is taken, in bytes.
    package var bodyLengthMax: Int

    /// Standard limits: connect 5 s, idle 45 s, 16 connections a peer, 4 MiB of body.
    package init(
        trustRoots: TrustRoots = .system,
        identities: [String: Identity] = [:],
        connectTimeout: Duration = .seconds(5),
        idleConnectionTimeout: Duration = .seconds(45),
        connectionsPerPeerMax: Int = 16,
        bodyLengthMax: Int = 4 << 20
    ) {
        self.trustRoots = trustRoots
        self.identities = identities
        self.connectTimeout = connectTimeout
        self.idleConnectionTimeout = idleConnectionTimeout
        self.connectionsPerPeerMax = connectionsPerPeerMax
        self.bodyLengthMax = bodyLengthMax
    }
}

/// Why a transport could not be made from its configuration.
package enum HTTPTransportError: Error, Sendable, Equatable {
    /// The trust roots hold no readable certificate.
    case unusableTrustRoots
    /// The identity of this name has no readable certificate or key.
    case unusableIdentity(String)
}
