/// A published sample public key with a request signed under it.
enum AlipayVector {
    static let publicKeyPEM = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAptpm+qvIDCh/9wjU26SQ
        CK26ogYkBhDrYxnAaw2JbbBsp1oDbHKk+1r381NeBUG2HEFAuU+Fr72u5ot3yKdz
        oF/FajAzQNKnm569/D3upKoi8mYBaST15Uig8j8qoUW1U217LL0jEHlSnHV3lcaD
        TXqDpTRR4Bfz9IqOgJgFZ8/oTfEomSrjrLYef81Eyxr7ZIMQXEKKEK7V4UXKS0+/
        fDsiG/cXidhzt8UbTL9vqXqxM2+IDImyO+FAc/tkBG55LmzxPto1Nq0WbnZzRM/w
        Tzrd0I/8NlevxtFbphg4evlHjFNI7+GrqR87ViEwuAJJ9Je5QQjct5YJfFRWiZ5C
        MQIDAQAB
        -----END PUBLIC KEY-----
        """

    static let parameters = [
        "app_id": "2014072300007148",
        "biz_content": #"{"out_trade_no":"HIS20260101000001","scene":"bar_code","#
            + #""auth_code":"28763443825664394","subject":"门诊缴费","total_amount":"88.88"}"#,
        "charset": "utf-8",
        "format": "json",
        "method": "alipay.trade.pay",
        "sign_type": "RSA2",
        "timestamp": "2026-01-01 08:00:00",
        "version": "1.0",
    ]

    static let requestSignature =
        "nP5184cZQ8gZkAuji7H1ZdkuGaRar6vy+NY2MvATKtbL8p/Hup0DSw6vcHoYZCbkXlCEafdJRUgl"
        + "+vbNX+4ZpZDOzOQTRleBUK40E3oPZv7QqYxycpR+FJjbe98BUZGboz1fAkt/oSE8yg3FThuv9asm"
        + "kXx0R/QOSVaeiFaQgrqH7AcnxhBJWh2UHK5i5p+JPRQIJfhRO2f+Dd6BCSOsCo6weEBVy+a98KIe"
        + "ViQNWp7kDcav5ShcNRiu8nPIgBxG75Zu0D0Hr8q1BoCjl73HQraCDbhnK00FO7VsLfWxCJmFX6je"
        + "zQkbQXtqZPMJJfOgAR8C1h3QbLrg/PDIT56cjQ=="
}
