import COpenSSL

/// Passwords kept as scrypt records (RFC 7914) that carry their own parameters.
///
/// A record is `$scrypt$ln=15,r=8,p=1$salt$key`, salt and key in base64. Making or checking one
/// takes a quarter of a second and 32 MiB on purpose: call it off the screen's thread, one at a
/// time.
package enum Password {
    /// How costly a record is to check.
    package struct Cost: Sendable, Equatable {
        /// Binary logarithm of scrypt's N.
        package var logN: Int
        /// Block size.
        package var r: Int
        /// Parallelism.
        package var p: Int

        package init(logN: Int, r: Int, p: Int) {
            self.logN = logN
            self.r = r
            self.p = p
        }

        /// What new records are made with.
        package static let standard = Cost(logN: 15, r: 8, p: 1)

        /// Bounds what a changed record can make `verify` spend: at most 128 MiB.
        var isBearable: Bool {
            (10...17).contains(logN) && (1...8).contains(r) && (1...4).contains(p)
        }
    }

    private static let saltLength = 16
    private static let keyLength = 32

    /// A record of the password under a fresh salt.
    package static func hash(
        _ password: String,
        cost: Cost = .standard
    ) throws(CryptographyError) -> String {
        let salt = SecureRandom.bytes(saltLength)
        let key = try derive(Array(password.utf8), salt: salt, cost: cost, count: keyLength)
        return "$scrypt$ln=\(cost.logN),r=\(cost.r),p=\(cost.p)"
            + "$\(Base64.encode(salt))$\(Base64.encode(key))"
    }

    /// Whether the password is the record's; a record that cannot be read throws.
    package static func verify(
        _ password: String,
        record: String
    ) throws(CryptographyError) -> Bool {
        let parsed = try parse(record)
        let key = try derive(
            Array(password.utf8),
            salt: parsed.salt,
            cost: parsed.cost,
            count: parsed.key.count
        )
        return constantTimeEquals(key, parsed.key)
    }

    /// Whether the record was made with other parameters than new ones are: hash anew at log-in.
    package static func needsRehash(_ record: String) throws(CryptographyError) -> Bool {
        try parse(record).cost != .standard
    }

    /// The bare key derivation; `cost` must be bearable.
    static func derive(
        _ password: [UInt8],
        salt: [UInt8],
        cost: Cost,
        count: Int
    ) throws(CryptographyError) -> [UInt8] {
        guard cost.isBearable else { throw .invalidInput("scrypt parameters") }
        let blocks = UInt64(1) << UInt64(cost.logN)
        // Twice the table: OpenSSL counts its working space too and refuses at 32 MiB by default.
        let memoryMax = 2 * 128 * blocks * UInt64(cost.r) + 1_048_576
        var key = [UInt8](repeating: 0, count: count)
        let result = password.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { text in
                EVP_PBE_scrypt(
                    text.baseAddress,
                    text.count,
                    salt,
                    salt.count,
                    blocks,
                    UInt64(cost.r),
                    UInt64(cost.p),
                    memoryMax,
                    &key,
                    count
                )
            }
        }
        try Library.require(result, "EVP_PBE_scrypt")
        return key
    }

    private static func parse(
        _ record: String
    ) throws(CryptographyError) -> (cost: Cost, salt: [UInt8], key: [UInt8]) {
        let unreadable = CryptographyError.invalidInput("password record")
        let fields = record.split(separator: "$", omittingEmptySubsequences: false)
        guard fields.count == 5, fields[0].isEmpty, fields[1] == "scrypt" else { throw unreadable }
        let parameters = fields[2].split(separator: ",", omittingEmptySubsequences: false)
        let names = ["ln=", "r=", "p="]
        guard parameters.count == names.count else { throw unreadable }
        var numbers: [Int] = []
        for (parameter, name) in zip(parameters, names) {
            guard parameter.hasPrefix(name), let number = Int(parameter.dropFirst(name.count))
            else { throw unreadable }
            numbers.append(number)
        }
        let cost = Cost(logN: numbers[0], r: numbers[1], p: numbers[2])
        guard cost.isBearable, let salt = Base64.decode(String(fields[3])),
            let key = Base64.decode(String(fields[4])), salt.count >= 8,
            (16...64).contains(key.count)
        else { throw unreadable }
        return (cost, salt, key)
    }
}
