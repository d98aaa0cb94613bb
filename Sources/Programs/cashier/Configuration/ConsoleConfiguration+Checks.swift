import Billing
import Devices

extension ConsoleConfiguration {
    /// The first value that no command can work with, as a sentence that says what to write.
    func fault() -> String? {
        let window = hospital.window
        guard !window.isEmpty, window.count <= 16,
            window.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        else { return "hospital.window must be letters, digits or hyphens, such as \"03\"" }
        if hospital.name.isEmpty { return "hospital.name must not be empty" }
        if let rounding = hospital.cashRounding, CashRounding(rawValue: rounding) == nil {
            return "hospital.cash_rounding must be 0 to 6"
        }
        if let language = console?.language, language != "zh", language != "en" {
            return "console.language must be zh or en"
        }
        if let text = console?.confirmAbove {
            guard let limit = try? Money(yuan: text), !limit.isNegative else {
                return "console.confirm_above must be an amount of yuan, such as \"1000.00\""
            }
        }
        for (key, url) in addresses where !(url.hasPrefix("http://") || url.hasPrefix("https://")) {
            return "\(key) must begin with http:// or https://"
        }
        for (key, value) in windows where value < 0 { return "\(key) must not be negative" }
        for scanner in scanners ?? [] {
            if BaudRate(rawValue: scanner.baud ?? 9600) == nil {
                return "scanners.baud: \(scanner.baud ?? 0) is no speed of a serial line"
            }
            if (try? ScannerAddress(parsing: scanner.address)) == nil {
                return "scanners.address: give a tty path or tcp://host:port"
            }
        }
        return nil
    }

    private var addresses: [(String, String)] {
        var list = [("insurance.url", insurance.url)]
        if let wechat {
            list.append(("wechat.url", wechat.url))
            if let secure = wechat.secureURL { list.append(("wechat.secure_url", secure)) }
        }
        if let alipay { list.append(("alipay.url", alipay.url)) }
        return list
    }

    /// Every time of the file by its key, in milliseconds.
    private var windows: [(String, Int64)] {
        var list: [(String, Int64?)] = [
            ("insurance.connect_timeout_ms", insurance.connectTimeoutMilliseconds),
            ("insurance.read_timeout_ms", insurance.readTimeoutMilliseconds),
            ("insurance.profile.horizon_ms", insurance.profile?.horizonMilliseconds),
            ("insurance.profile.abandoned_quote_ms", insurance.profile?.abandonedQuoteMilliseconds),
            ("wechat.timeout_ms", wechat?.timeoutMilliseconds),
            ("alipay.timeout_ms", alipay?.timeoutMilliseconds),
            ("console.escape_delay_ms", console?.escapeDelayMilliseconds),
            ("limits.tenderless_ms", limits?.tenderlessMilliseconds),
            ("limits.code_lifetime_ms", limits?.codeLifetimeMilliseconds),
            ("limits.doubt_ms", limits?.doubtMilliseconds),
            ("limits.undo_retry_ms", limits?.undoRetryMilliseconds),
        ]
        list += (insurance.profile?.probeDelaysMilliseconds ?? []).map {
            ("insurance.profile.probe_delays_ms", $0)
        }
        for (name, profile) in [("wechat", wechat?.profile), ("alipay", alipay?.profile)] {
            list += [
                ("\(name).profile.poll_interval_ms", profile?.pollIntervalMilliseconds),
                ("\(name).profile.poll_window_ms", profile?.pollWindowMilliseconds),
                ("\(name).profile.earliest_cancel_ms", profile?.earliestCancelMilliseconds),
                ("\(name).profile.horizon_ms", profile?.horizonMilliseconds),
                ("\(name).profile.undo_interval_ms", profile?.undoIntervalMilliseconds),
            ]
        }
        return list.compactMap { key, value in value.map { (key, $0) } }
    }
}
