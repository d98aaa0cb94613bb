/// Addresses of transactions behind the platform's gateway (specification 1.3).
package enum InsurancePaths {
    /// The path of the single entry.
    package static let single = "/fsi/api/rsfComIfsService/callService"

    /// One path per transaction, misspellings as on the wire.
    ///
    /// No source names the path of 5201; it is formed like those of the other queries, and a
    /// region may list its own.
    package static let perTransaction: [String: String] = [
        "9001": "/fsi/api/signInSignOutService/signIn",
        "1101": "/fsi/api/fsiPsnInfoService/queryPsnInfo",
        "1162": "/fsi/api/hsecfc/localQrCodeQuery",
        "2201": "/fsi/api/outpatientDocInfoService/outpatientRregistration",
        "2202": "/fsi/api/outpatientDocInfoService/outpatientRegistrationCancel",
        "2203": "/fsi/api/outpatientDocInfoService/outpatientMdtrtinfoUp",
        "2203A": "/fsi/api/outpatientDocInfoService/outpatientMdtrtinfoUpA",
        "2204": "/fsi/api/outpatientDocInfoService/outpatientFeeListUp",
        "2205": "/fsi/api/outpatientDocInfoService/outpatientFeeListUpCancel",
        "2206": "/fsi/api/outpatientSettleService/preSettletment",
        "2206A": "/fsi/api/outpatientSettleService/preSettletmentA",
        "2207": "/fsi/api/outpatientSettleService/saveSettletmentV2",
        "2207A": "/fsi/api/outpatientSettleService/saveSettletment",
        "2208": "/fsi/api/outpatientSettleService/cancleSettletment",
        "2601": "/fsi/api/reverseService/revsMethod",
        "5201": "/fsi/api/fsiIntegratedQueryService/queryMdtrtInfo",
        "5203": "/fsi/api/fsiIntegratedQueryService/querySetlInfo",
        "5204": "/fsi/api/fsiIntegratedQueryService/queryFeeList",
    ]
}

extension InsurancePlatformConfiguration {
    /// The address of a transaction, or nil when the region's table has none for it.
    func url(of operation: String) -> String? {
        switch entry {
        case .single: baseURL + InsurancePaths.single
        case .singleWithCode: "\(baseURL)\(InsurancePaths.single)/\(operation)"
        case .perTransaction(let paths): paths[operation].map { baseURL + $0 }
        }
    }
}
