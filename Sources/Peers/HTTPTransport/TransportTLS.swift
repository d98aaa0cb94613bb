import NIOSSL

/// Builds the TLS settings of a transport from PEM.
enum TransportTLS {
    /// Settings that trust these roots, check the server's name, and want TLS 1.2 at least.
    static func configuration(
        trusting roots: HTTPTransportConfiguration.TrustRoots
    ) throws(HTTPTransportError) -> TLSConfiguration {
        var settings = TLSConfiguration.makeClientConfiguration()
        settings.minimumTLSVersion = .tlsv12
        do {
            switch roots {
            case .system: break
            case .pem(let bytes):
                settings.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(bytes))
            case .file(let path):
                settings.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(path))
            }
        } catch {
            throw .unusableTrustRoots
        }
        if case .certificates(let certificates) = settings.trustRoots, certificates.isEmpty {
            throw .unusableTrustRoots
        }
        return settings
    }

    /// The same settings with a client certificate.
    static func configuration(
        _ plain: TLSConfiguration,
        showing identity: HTTPTransportConfiguration.Identity,
        name: String
    ) throws(HTTPTransportError) -> TLSConfiguration {
        var settings = plain
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(identity.certificateChainPEM)
            let key = try NIOSSLPrivateKey(bytes: identity.privateKeyPEM, format: .pem)
            settings.certificateChain = chain.map { .certificate($0) }
            settings.privateKey = .privateKey(key)
            // Making a context is the check that key and certificate belong together.
            _ = try NIOSSLContext(configuration: settings)
        } catch {
            throw .unusableIdentity(name)
        }
        guard !settings.certificateChain.isEmpty else { throw .unusableIdentity(name) }
        return settings
    }
}
