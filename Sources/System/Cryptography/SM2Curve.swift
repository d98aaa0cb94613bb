import COpenSSL

/// The curve sm2p256v1: from bytes to points and libcrypto keys and back.
enum SM2Curve {
    private static let pointLength = 1 + 2 * SM2.scalarLength

    /// d times the generator, uncompressed; throws when d is not in 1...n-2.
    static func publicPoint(ofScalar scalar: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard scalar.count == SM2.scalarLength else {
            throw .unusableKey("an SM2 private key has 32 bytes")
        }
        let group = try Library.require(EC_GROUP_new_by_curve_name(NID_sm2), "EC_GROUP")
        defer { EC_GROUP_free(group) }
        let number = try Library.require(
            BN_bin2bn(scalar, Int32(scalar.count), nil),
            "BN_bin2bn"
        )
        defer { BN_clear_free(number) }
        let limit = try Library.require(BN_dup(EC_GROUP_get0_order(group)), "BN_dup")
        defer { BN_free(limit) }
        try Library.require(BN_sub_word(limit, 1), "BN_sub_word")
        guard BN_is_zero(number) == 0, BN_cmp(number, limit) < 0 else {
            throw .unusableKey("an SM2 private key out of range")
        }
        let point = try Library.require(EC_POINT_new(group), "EC_POINT_new")
        defer { EC_POINT_free(point) }
        try Library.require(EC_POINT_mul(group, point, number, nil, nil, nil), "EC_POINT_mul")
        var bytes = [UInt8](repeating: 0, count: pointLength)
        let written = EC_POINT_point2oct(
            group,
            point,
            POINT_CONVERSION_UNCOMPRESSED,
            &bytes,
            bytes.count,
            nil
        )
        guard written == pointLength else { throw Library.failure("EC_POINT_point2oct") }
        return bytes
    }

    /// Throws unless the bytes are a point of the curve.
    static func requireOnCurve(_ bytes: [UInt8]) throws(CryptographyError) {
        let group = try Library.require(EC_GROUP_new_by_curve_name(NID_sm2), "EC_GROUP")
        defer { EC_GROUP_free(group) }
        let point = try Library.require(EC_POINT_new(group), "EC_POINT_new")
        defer { EC_POINT_free(point) }
        guard EC_POINT_oct2point(group, point, bytes, bytes.count, nil) == 1 else {
            ERR_clear_error()
            throw .unusableKey("not a point of the SM2 curve")
        }
    }

    /// A libcrypto key of the point, and of the number d when it is a private one.
    static func key(point: [UInt8], scalar: [UInt8]?) throws(CryptographyError) -> KeyHandle {
        let number = scalar.flatMap { BN_bin2bn($0, Int32($0.count), nil) }
        defer { BN_clear_free(number) }
        guard (number == nil) == (scalar == nil) else { throw Library.failure("BN_bin2bn") }
        let made = cashier_sm2_key(point, point.count, number)
        return KeyHandle(owning: try Library.require(made, "EVP_PKEY_fromdata"))
    }

    /// The number d of a key that was read from a file.
    static func scalar(of key: KeyHandle) throws(CryptographyError) -> [UInt8] {
        try requireSM2(key)
        var number: OpaquePointer?
        guard EVP_PKEY_get_bn_param(key.pointer, OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1 else {
            ERR_clear_error()
            throw .unusableKey("no SM2 private key")
        }
        defer { BN_clear_free(number) }
        var bytes = [UInt8](repeating: 0, count: SM2.scalarLength)
        guard BN_bn2binpad(number, &bytes, Int32(bytes.count)) == Int32(bytes.count) else {
            throw Library.failure("BN_bn2binpad")
        }
        return bytes
    }

    /// The uncompressed point of a key that was read from a file.
    static func point(of key: KeyHandle) throws(CryptographyError) -> [UInt8] {
        try requireSM2(key)
        var bytes = [UInt8](repeating: 0, count: 2 * pointLength)
        var count = 0
        try Library.require(
            EVP_PKEY_get_octet_string_param(
                key.pointer,
                OSSL_PKEY_PARAM_PUB_KEY,
                &bytes,
                bytes.count,
                &count
            ),
            "EVP_PKEY_get_octet_string_param"
        )
        return Array(bytes.prefix(count))
    }

    private static func requireSM2(_ key: KeyHandle) throws(CryptographyError) {
        var name = [CChar](repeating: 0, count: 32)
        var count = 0
        let result = EVP_PKEY_get_utf8_string_param(
            key.pointer,
            OSSL_PKEY_PARAM_GROUP_NAME,
            &name,
            name.count,
            &count
        )
        ERR_clear_error()
        let text = name.prefix(count).map { UInt8(bitPattern: $0) }
        guard result == 1, String(decoding: text, as: UTF8.self).uppercased() == "SM2" else {
            throw .unusableKey("not an SM2 key")
        }
    }
}
