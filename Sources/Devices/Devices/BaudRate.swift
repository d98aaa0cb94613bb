/// The speed of a serial line, in bits per second; USB lines ignore it.
package enum BaudRate: Int, Hashable, Sendable, CaseIterable {
    /// 1200 bits per second.
    case baud1200 = 1200
    /// 2400 bits per second.
    case baud2400 = 2400
    /// 4800 bits per second.
    case baud4800 = 4800
    /// 9600 bits per second, the factory setting of most scanners.
    case baud9600 = 9600
    /// 19200 bits per second.
    case baud19200 = 19200
    /// 38400 bits per second.
    case baud38400 = 38400
    /// 57600 bits per second.
    case baud57600 = 57600
    /// 115200 bits per second.
    case baud115200 = 115_200
    /// 230400 bits per second.
    case baud230400 = 230_400
}
