import FoundationEssentials

/// The caller's own number in a request, for the request log.
enum RequestNumber {
    /// The refund number, else the order number, else the msgid; nil when the body has none.
    static func find(in request: SandboxRequest, for peer: SandboxPeerName) -> String? {
        switch peer {
        case .insurance:
            return InsurerPeer.json(request.body)?.string("msgid")
        case .wechat:
            guard let members = try? FlatXML.decode(request.body) else { return nil }
            return members["out_refund_no"] ?? members["out_trade_no"]
        case .alipay:
            guard let content = AlipayPeer.parameters(of: request)?["biz_content"],
                let business = try? JSONDecoder().decode(
                    AlipayBusiness.self,
                    from: Data(content.utf8)
                )
            else { return nil }
            return business.outRequestNo ?? business.outTradeNo
        }
    }
}
