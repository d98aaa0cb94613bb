import Cryptography
import Foundation
import HTTPTransport
import PeerTransport
import Testing

@Suite("Exchanges over TLS", .timeLimit(.minutes(1)))
struct TLSTests {
    private let authority: CertificateAuthority

    init() throws {
        let yesterday = Int64(Date().timeIntervalSince1970) - 86_400
        authority = try CertificateAuthority(name: "Test authority", validFrom: yesterday)
    }

    private func trusting(
        _ authority: CertificateAuthority,
        identities: [String: HTTPTransportConfiguration.Identity] = [:]
    ) -> HTTPTransportConfiguration {
        HTTPTransportConfiguration(
            trustRoots: .pem(Array(authority.certificatePEM.utf8)),
            identities: identities
        )
    }

    private func identity(
        _ issued: CertificateAuthority.Issued
    ) -> HTTPTransportConfiguration.Identity {
        HTTPTransportConfiguration.Identity(
            certificateChainPEM: Array(issued.certificatePEM.utf8),
            privateKeyPEM: Array(issued.privateKeyPEM.utf8)
        )
    }

    private func withServer(
        _ issued: CertificateAuthority.Issued,
        check: TLSServer.ClientCheck = .none,
        _ body: (TLSServer) async throws -> Void
    ) async throws {
        let server = try await TLSServer(
            issued,
            authorityPEM: authority.certificatePEM,
            check: check
        )
        do {
            try await body(server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    @Test("a server of the trusted authority is spoken to, by name and by address, warm once")
    func trusted() async throws {
        try await withServer(authority.issueServer()) { server in
            try await withTransport(trusting(authority)) { transport in
                for host in ["localhost", "127.0.0.1"] {
                    for _ in 1...3 {
                        let url = "https://\(host):\(server.port)/pay"
                        #expect(
                            Ending(await transport.exchange(payment(url))) == .answered(200, "ok")
                        )
                    }
                }
            }
            #expect(server.connections == 2)
            #expect(server.requests == 6)
        }
    }

    @Test("a server of another authority or with another name gets no request")
    func untrusted() async throws {
        let other = try CertificateAuthority(name: "Other", validFrom: 1_767_225_600)
        try await withServer(authority.issueServer()) { server in
            let url = "https://localhost:\(server.port)/pay"
            for configuration in [trusting(other), HTTPTransportConfiguration()] {
                try await withTransport(configuration) { transport in
                    #expect(Ending(await transport.exchange(payment(url))) == .notSent(.tls))
                }
            }
            #expect(server.requests == 0)
        }
        let elsewhere = try authority.issueServer(names: ["DNS:pay.example"])
        try await withServer(elsewhere) { server in
            try await withTransport(trusting(authority)) { transport in
                for host in ["localhost", "127.0.0.1"] {
                    let url = "https://\(host):\(server.port)/pay"
                    #expect(Ending(await transport.exchange(payment(url))) == .notSent(.tls))
                }
            }
            #expect(server.requests == 0)
        }
    }

    @Test("the named client certificate opens the door, warm too; without it the request fails")
    func clientCertificate() async throws {
        let merchant = try identity(authority.issueClient(commonName: "1900000001"))
        let server = try authority.issueServer()
        try await withServer(server, check: .required) { server in
            let url = "https://localhost:\(server.port)/refund"
            try await withTransport(trusting(authority, identities: ["merchant": merchant])) {
                transport in
                for _ in 1...3 {
                    let request = payment(url, identity: .named("merchant"))
                    #expect(Ending(await transport.exchange(request)) == .answered(200, "ok"))
                }
                #expect(server.connections == 1)
                // TLS 1.3 lets the client finish first, so the request may be under way when the
                // server refuses: anything but an answer or "not sent" would be a lie.
                let bare = Ending(await transport.exchange(payment(url)))
                #expect([.unknown(.tls), .unknown(.reset)].contains(bare))
            }
            #expect(server.requests == 3)
        }
    }

    @Test("trust roots and identities that cannot be read are refused when the transport is made")
    func unusableConfiguration() throws {
        for roots in [
            HTTPTransportConfiguration.TrustRoots.pem([]), .pem(Array("no PEM".utf8)),
            .file("/nonexistent/authority.pem"),
        ] {
            #expect(throws: HTTPTransportError.unusableTrustRoots) {
                try HTTPTransport(.init(trustRoots: roots))
            }
        }
        let first = try authority.issueClient(commonName: "1")
        let second = try authority.issueClient(commonName: "2")
        var mixed = identity(first)
        mixed.privateKeyPEM = Array(second.privateKeyPEM.utf8)
        for broken in [mixed, .init(certificateChainPEM: [], privateKeyPEM: [])] {
            #expect(throws: HTTPTransportError.unusableIdentity("merchant")) {
                try HTTPTransport(.init(identities: ["merchant": broken]))
            }
        }
    }
}
