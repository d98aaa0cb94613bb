import Billing

/// The configuration file, table by table; unknown keys are refused by the decoder.
struct ConsoleConfiguration: Decodable {
    var hospital: Hospital
    var ledger: LedgerTable
    var insurance: Insurance
    var wechat: WeChat?
    var alipay: AlipayTable?
    var console: Console?
    var limits: Limits?
    var scanners: [Scanner]?

    struct Hospital: Decodable {
        var name: String
        /// The window's number, such as `03`; also the console's name in the ledger.
        var window: String
        /// The operator's code at the insurer (`opter`) and for the shift.
        var operatorCode: String
        var operatorName: String
        /// Rounding of cash, 0 … 6; 1 (jiao, half up) by default.
        var cashRounding: Int?

        enum CodingKeys: String, CodingKey {
            case name, window
            case operatorCode = "operator_code"
            case operatorName = "operator_name"
            case cashRounding = "cash_rounding"
        }
    }

    struct LedgerTable: Decodable {
        /// Path of the ledger; relative paths start at the configuration file's folder.
        var path: String
        /// Path of the key file; `<ledger>.keys` by default.
        var keyFile: String?

        enum CodingKeys: String, CodingKey {
            case path
            case keyFile = "key_file"
        }
    }

    struct Insurance: Decodable {
        var url: String
        var hospitalCode: String
        var hospitalName: String?
        var region: String
        var receiver: String?
        /// The gateway's account (`x-tif-paasid`); without it no gateway headers are sent.
        var account: String?
        /// File that holds the gateway's token.
        var tokenFile: String?
        var authorityFile: String?
        var connectTimeoutMilliseconds: Int64?
        var readTimeoutMilliseconds: Int64?
        var profile: Profile?

        struct Profile: Decodable {
            var horizonMilliseconds: Int64?
            var probeDelaysMilliseconds: [Int64]?
            var abandonedQuoteMilliseconds: Int64?

            enum CodingKeys: String, CodingKey {
                case horizonMilliseconds = "horizon_ms"
                case probeDelaysMilliseconds = "probe_delays_ms"
                case abandonedQuoteMilliseconds = "abandoned_quote_ms"
            }
        }

        enum CodingKeys: String, CodingKey {
            case url, region, receiver, account, profile
            case hospitalCode = "hospital_code"
            case hospitalName = "hospital_name"
            case tokenFile = "token_file"
            case authorityFile = "authority_file"
            case connectTimeoutMilliseconds = "connect_timeout_ms"
            case readTimeoutMilliseconds = "read_timeout_ms"
        }
    }

    /// A channel's windows; what is absent keeps the channel's own default.
    struct ChannelProfile: Decodable {
        var pollIntervalMilliseconds: Int64?
        var pollWindowMilliseconds: Int64?
        var earliestCancelMilliseconds: Int64?
        var horizonMilliseconds: Int64?
        var undoIntervalMilliseconds: Int64?

        enum CodingKeys: String, CodingKey {
            case pollIntervalMilliseconds = "poll_interval_ms"
            case pollWindowMilliseconds = "poll_window_ms"
            case earliestCancelMilliseconds = "earliest_cancel_ms"
            case horizonMilliseconds = "horizon_ms"
            case undoIntervalMilliseconds = "undo_interval_ms"
        }
    }

    struct WeChat: Decodable {
        var url: String
        /// Where reverse and refund go, if not to `url`.
        var secureURL: String?
        var appID: String
        var merchantID: String
        var apiKeyFile: String
        var signType: String?
        var certificateFile: String?
        var certificateKeyFile: String?
        var authorityFile: String?
        var timeoutMilliseconds: Int64?
        var profile: ChannelProfile?

        enum CodingKeys: String, CodingKey {
            case url, profile
            case secureURL = "secure_url"
            case appID = "app_id"
            case merchantID = "merchant_id"
            case apiKeyFile = "api_key_file"
            case signType = "sign_type"
            case certificateFile = "certificate_file"
            case certificateKeyFile = "certificate_key_file"
            case authorityFile = "authority_file"
            case timeoutMilliseconds = "timeout_ms"
        }
    }

    struct AlipayTable: Decodable {
        var url: String
        var appID: String
        var privateKeyFile: String
        var alipayPublicKeyFile: String
        var sellerID: String?
        var authorityFile: String?
        var timeoutMilliseconds: Int64?
        var profile: ChannelProfile?

        enum CodingKeys: String, CodingKey {
            case url, profile
            case appID = "app_id"
            case privateKeyFile = "private_key_file"
            case alipayPublicKeyFile = "alipay_public_key_file"
            case sellerID = "seller_id"
            case authorityFile = "authority_file"
            case timeoutMilliseconds = "timeout_ms"
        }
    }

    struct Console: Decodable {
        /// `dark`, `high-contrast`, or the path of a theme file.
        var theme: String?
        /// `zh` or `en`.
        var language: String?
        /// Above this many yuan a scanned payment code also needs Enter.
        var confirmAbove: String?
        /// How long a lone Esc waits; 25 ms fits a local line, 100 ms ssh.
        var escapeDelayMilliseconds: Int64?

        enum CodingKeys: String, CodingKey {
            case theme, language
            case confirmAbove = "confirm_above"
            case escapeDelayMilliseconds = "escape_delay_ms"
        }
    }

    struct Limits: Decodable {
        var tenderlessMilliseconds: Int64?
        var codeLifetimeMilliseconds: Int64?
        var doubtMilliseconds: Int64?
        var undoRetryMilliseconds: Int64?

        enum CodingKeys: String, CodingKey {
            case tenderlessMilliseconds = "tenderless_ms"
            case codeLifetimeMilliseconds = "code_lifetime_ms"
            case doubtMilliseconds = "doubt_ms"
            case undoRetryMilliseconds = "undo_retry_ms"
        }
    }

    struct Scanner: Decodable {
        var name: String
        /// `/dev/serial/by-id/…`, any tty, or `tcp://host:port`.
        var address: String
        var baud: Int?
        /// Reads of the same code within this time are one read; 2000 by default, 0 for never.
        var repeatMilliseconds: Int64?

        enum CodingKeys: String, CodingKey {
            case name, address, baud
            case repeatMilliseconds = "repeat_ms"
        }
    }
}
