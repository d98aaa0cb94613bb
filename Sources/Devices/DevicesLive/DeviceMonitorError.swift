/// The system refused something that the device thread needs, or a pseudo terminal.
package struct DeviceMonitorError: Error, Hashable, Sendable {
    /// What was asked of the system.
    package let operation: String
    /// Its answer.
    package let errno: Int32

    /// Throws for a result below zero, which is a negated errno.
    static func check(_ operation: String, _ result: Int32) throws(DeviceMonitorError) -> Int32 {
        guard result >= 0 else {
            throw DeviceMonitorError(operation: operation, errno: -result)
        }
        return result
    }
}
