/// Published and cross-checked values of the standards and the payment channels' documents.
///
/// From GB/T 32905, 32907, 32918.5 and RFC 8998. The keys are the documents' samples, no secrets.
enum Vectors {
    /// Public half of the documentation's sample key.
    static let wechatKey = """
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

    /// Sample key of answers.
    static let wechatAnswerKey = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwXNI6sdlknHBnK8Fu2U6
        Cwor9qY747jP8KAfeBMeveEt1TqaHkLfaSD07trZLhGpfs8/AHqjhgSMO1O10YQW
        OrrJ4hjIWPKqxbgrYMkBQc+mwdiWp4W3ByCqxBRagCveCXRWCmuJYovl9H/bsDI0
        iGbpVtEOghJtfciisYSgxcLufUDTRkvwxjIBK1pCRjk33jJ5YTBWTHMRtMAOcFLN
        F6hdEYdX8SPsgHHeLZ5Lv2T/686w1xtgCHef/sd4uSfWmyzsalQdHG/e4IyYmrhx
        +O3VBoNDzE3nx23bFeV/RVNCG7cV6VhmYokJNHa/erIPkEmEFID6A5wQOXuxUkmJ
        WwIDAQAB
        -----END PUBLIC KEY-----
        """

    static let wechatPostMessage = """
        POST
        /v3/pay/transactions/jsapi
        1554208460
        593BEC0C930BF1AFEB40B4A08C8FB242
        {"appid":"wxd678efh567hg6787","mchid":"1900007291","description":"Image形象\
        店-深圳腾大-QQ公仔","out_trade_no":"1217752501201407033233368018","no\
        tify_url":"https://www.weixin.qq.com/wxpay/pay.php","amount":{"total":100,"c\
        urrency":"CNY"},"payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}

        """

    static let wechatPostSignature = """
        jnks4dlrPw3ZX+ozVvSK39oa0t7OMBsg83BHAwd8BRdUFiVaQNTLTvci+wURgP1OQBbKYhFGvt7i\
        qYpDSTQkp7Uq1sltaQKyncCyrA1g88m5bsKERQfPyT0ahSwKTYJ1CAn9QiJuSJRq1QsQs07eehbU\
        /k9BCS51jTyc1Jpsi2H77HF9f/BnjXAOP3/sPObg6V5Ee4EzwLox684hhuMuIwHo7D8KFk3LIHOK\
        DcNI4It1aCXydFWNpNK+SG86VUDe5kwoDpw4Ulqfu9z8OFDGbDs9TCxEv8iqQzbpxOlEVoOe2kal\
        SYM5kApQb3nZcxdUtoE0liJGW3RGUNE0t4v01A==
        """

    static let wechatGetMessage = """
        GET
        /v3/refund/domestic/refunds/123123123123
        1554208460
        593BEC0C930BF1AFEB40B4A08C8FB242


        """

    static let wechatGetSignature = """
        Lc9VXxmeonkdV8Xk9tmigQFLhl0vRWTerdmoRu01aAnYwIrD/5nsSwE1WlmZGLRlAFTNQ3QsMa0+\
        VRDlJp1Wp5p0nO8EK68b5sJBbjouxaFciIfq1zfDWWz+jqhcMoKXI1A6dPm1AW7D4d30WsMTNzp6\
        g23OXakIsh9LO3lUmwvTuE0BY8ncf6tNGk4wKmvXwERd/ZpoQY3MAVKz+Nakwc+2XBmzT66KcUeh\
        U5kr4IvGa/lEU5RZb/q00zP9VLdBhC/jQSX3X1UcJLCtEc4gTmib4tnmAT+bHF/e17ZAuxDNcx6r\
        qT8gNEXqaJGG+1OflMSTU2tpyG65G4dMKdFcoA==
        """

    static let wechatAnswerMessage = """
        1722850421
        d824f2e086d3c1df967785d13fcd22ef
        {"code_url":"weixin://wxpay/bizpayurl?pr=JyC91EIz1"}

        """

    static let wechatAnswerSignature = """
        mfI1CPqvBrgcXfgXMFjdNIhBf27ACE2YyeWsWV9ZI7T7RU0vHvbQpu9Z32ogzc+k8ZC5n3kz7h70\
        eWKjgqNdKQF0eRp8mVKlmfzMLBVHbssB9jEZEDXThOX1XFqX7s7ymia1hoHQxQagPGzkdWxtlZPZ\
        4ZPvr1RiqkgAu6Is8MZgXXrRoBKqjmSdrP1N7uxzJ/cjfSiis9FiLjuADoqmQ1P7p2N876YPAol7\
        Rn0+GswwAwxldbdLrmVSjfytfSBJFqTMHn4itojgxSWWN1byuckQt8hSTEv/Lg97QoeGniYP17T8\
        0pJeQyL3b+295FPHSO2AtvCgyIbKMZ0BALilAA==
        """

    static let alipayRequest = """
        app_id=2014072300007148&biz_content={"out_trade_no":"HIS20260101000001","sce\
        ne":"bar_code","auth_code":"28763443825664394","subject":"门诊缴费","tot\
        al_amount":"88.88"}&charset=utf-8&format=json&method=alipay.trade.pay&sign_t\
        ype=RSA2&timestamp=2026-01-01 08:00:00&version=1.0
        """

    static let alipayRequestSignature = """
        nP5184cZQ8gZkAuji7H1ZdkuGaRar6vy+NY2MvATKtbL8p/Hup0DSw6vcHoYZCbkXlCEafdJRUgl\
        +vbNX+4ZpZDOzOQTRleBUK40E3oPZv7QqYxycpR+FJjbe98BUZGboz1fAkt/oSE8yg3FThuv9asm\
        kXx0R/QOSVaeiFaQgrqH7AcnxhBJWh2UHK5i5p+JPRQIJfhRO2f+Dd6BCSOsCo6weEBVy+a98KIe\
        ViQNWp7kDcav5ShcNRiu8nPIgBxG75Zu0D0Hr8q1BoCjl73HQraCDbhnK00FO7VsLfWxCJmFX6je\
        zQkbQXtqZPMJJfOgAR8C1h3QbLrg/PDIT56cjQ==
        """

    static let alipayNode = """
        {"code":"10000","msg":"Success","out_trade_no":"HIS20260101000001","trade_no\
        ":"2026010122001400001","total_amount":"88.88"}
        """

    static let alipayNodeSignature = """
        SQGBBs+vYtQNxKrh6LNFd2/Dfvyt2QWJzONrpJ39lIlywitHwg3djf1PxFESTkyMxtFz5TgKyEG2\
        OlbZJqDh9S8xeIEomJxHvi0GXOb++e+p8YMJIb4345vtkXm3vWwE6kNS/gyl/5S97H00regDw8+S\
        h2KyjWdJBkWjnMor8UnaruD0P84n6kxQL8Xi2hNMF4uAFxXivg4B8Rcu+7L3ccUnno/UBSa+SXiD\
        K4Zohla1xerD5tkEpKi9sg/+tc1Ic/GBn57cpgGs8DdoWG8aJwjyR9mRzBJwmRDUHX4ROcABWlmB\
        Kaz+xdskXgmNPd0WXlm+cUvt9uS/EQzZ9lnmgA==
        """

    static let sm2Scalar = """
        3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8
        """

    static let sm2Point = """
        0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce2\
        6775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13
        """

    static let sm2SPKI = """
        MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAECfnfMR5UIaFQ3X0WHkvFxnIXn60YM/wHa7CP81bz\
        UCDM6kkM4md1pS3G6nGMwapgCu0F+/NeCEpmMvYHLamtEw==
        """

    static let sm2ScalarBase64 = """
        OUUgj3shRLE/NuOKxtOflYiTk2koYLUaQvuB7033xbg=
        """

    static let sm2PointBase64 = """
        CfnfMR5UIaFQ3X0WHkvFxnIXn60YM/wHa7CP81bzUCDM6kkM4md1pS3G6nGMwapgCu0F+/NeCEpm\
        MvYHLamtEw==
        """

    static let sm2SignatureRaw = """
        f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df21\
        2fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa
        """

    static let sm2SignatureDER = """
        3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b302\
        2100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa
        """

    static let insuranceText = """
        appId=SANDBOX0APPID0000000000000000001&data={"amt":"12.5","ext":{"a":"1","b"\
        :"2"},"orgCodg":"H43010000001","payOrdId":"ORD430100202601010001","payToken"\
        :"TK0001"}&encType=SM4&signType=SM2&timestamp=1767225600000&version=2.0.1&ke\
        y=SANDBOXSECRET00000000000000000ab
        """

    static let insuranceSignature = """
        8b87dqnBnSJi2Ij+YE373kHjvMs5qrvsyPGdqSNWQeHayQ+Ha/oJzA/DJCU/MPt/BlkAa2LYhHm+\
        tXD1oCqSfA==
        """

    static let insuranceSignatureOfSecretID = """
        pqJoRnR+siLVjaaC6zKu9VrDU2+68GTmpPUcD9twboA8c8CkqppFlSI+TxSBTINy/sEpek7gw6Gh\
        cHkL/TtoFA==
        """

    static let insuranceData = """
        {"amt":"12.5","ext":{"a":"1","b":"2"},"orgCodg":"H43010000001","payOrdId":"O\
        RD430100202601010001","payToken":"TK0001"}
        """

    static let insuranceSealed = """
        6f703dab9b3c9ba65703e542f69bba62e75bdbbf0ae9e9d67485b8187de0e0e37dbd53f8270c\
        713f6eca6d58bcefddea8018d705f2bf7c9aa867234789a80bc292c3159368edaff7b856be84\
        83c5d1e10ac6ff5fcb5a6e15d54157730754030a69ae3c38bec50356834cabea0466d86d6452\
        dc20e7b82f98da9224bcdcdde88f
        """

    static let gcmPlain = """
        aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeee\
        eeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa
        """

    static let gcmSealed = """
        17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22\
        f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d
        """

    static let wechatV2Text = """
        appid=wxd930ea5d5a258f4f&body=test&device_info=1000&mch_id=10000100&nonce_st\
        r=ibuaiVcKdpRxkhJA&key=192006250b4c09247ec02edce69f6a2d
        """

    static let resource = """
        {"trade_state":"SUCCESS","out_trade_no":"HIS20260101000001"}
        """

    static let resourceSealed = """
        DUcHkaT6Ar5NbFcP4dHc0mQPviqVoryCEBFEZ2Aauqi5bhIkjM97I4iqQuGejLsNWre3u0g2xAP7\
        84OPYk/deGphzYcLX3G3n7YbFQ==
        """
}

/// An RSA certificate made for these tests (its private key was thrown away), and a signature
/// of "a signed answer" that was made with another program.
enum SampleCertificate {
    static let pem = """
        -----BEGIN CERTIFICATE-----
        MIIDKTCCAhGgAwIBAgIUaJ9Fog7hNGghPAklNcc1GK5z8wEwDQYJKoZIhvcNAQEL
        BQAwIzEhMB8GA1UEAwwYU2FtcGxlIE1lcmNoYW50IFBsYXRmb3JtMCAXDTI2MTEy
        MTIyNTQwMloYDzIxMjYxMDI4MjI1NDAyWjAjMSEwHwYDVQQDDBhTYW1wbGUgTWVy
        Y2hhbnQgUGxhdGZvcm0wggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCn
        kCwjMX0NJULQ1+8I8f7LisoA+zv1mLVRRmX+b7nENUC5Z/fIqLjyI5o5UhSi0DD1
        4TLCobHwNhWp3qj+afxWa04CShEFeSV+GCDMaWfS8vvW0pjNNcCjT0KcwctTgoI/
        ZdebtCUqnbTNskrBx+KuAnu4r3zbcs5ZIZu0za6kfZsH6oPjLbz5Aix4WR6K0rZM
        gVNQnTg184MwHLTb+mjLPLirbEyBUaYdJlS78pK8F4Li1awn1B2Fyh2H/p3wMVvJ
        dTTVyT701VSY9FyYVCdL9vYh4KzNRk1j7VrLax7OdEpeE0PpzlFDtmnDo4p5wn/o
        1YTB5t3/A1RUwmvqG4BxAgMBAAGjUzBRMB0GA1UdDgQWBBQKj83ASHSRDJG5L0Xt
        XNzFrDgMKzAfBgNVHSMEGDAWgBQKj83ASHSRDJG5L0XtXNzFrDgMKzAPBgNVHRMB
        Af8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQBVmCg9HnnpMgWZQdGKW3WTQXfP
        4EGGFZCyerE0pktzzXJCNlM0iemLzaeiaVRnQRMkbrX/uvIZr0nn1G3Qr+UXY1+4
        A4hjkJQmJ0sFuRyWCdnhsBjslbOshdY3lcSqjpk88kUYWTWh5youUp7YgNZsYFMz
        5ZeTKC+/KPYC4SxZ+3m+zoy4UNZ7/hF9Yq8M+8/sL0pzWEDwiTUJq9Ofzrhz5hJd
        KaS8+exbMXxTuTamQH+bi8mVKPqIypN22UCysUUjaDBPK6KJCbq/d19nTPGs00gg
        pSJ1wnW5ytcWJwWS9o+DlBvhbdYP6N/vVXHVvtAxvWjYQTe8bgAixDq9DxLv
        -----END CERTIFICATE-----
        """

    static let signature = """
        mNonCwufLqbmkE//uWGaqY9cnZwH8qA50EYB+zcXyKMM12mEIDJMv3Qmr3a0qBEikMWkT9D8U6VK\
        6U0LSq+vpe7sY8RTJffxT9lc6SW5xgMsexdgqhf5hFN7jvVGcNU27qZHDkN2hYtcDu6JaLl5oN0j\
        GFB2s5JMaXfVB6gV+NELFo7c4L/g6w7ETLx4eyLRf+jVlx5C6IQODMmAlT9nll7JGLO0WmVigGUq\
        D+/nubEBeBJXEw0ntdebki4TrdToNu/FGCjzGiIeHra0PddyP6md/2IZw2pD/QM/5vt6tJRqHlJO\
        JOqvsYaY6nDMqwNiylTJBr7hp7sHsZlL8cBO1Q==
        """
}
