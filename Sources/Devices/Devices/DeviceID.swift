/// The name of one device of this window, unique within a console.
package struct DeviceID: Hashable, Sendable, CustomStringConvertible {
    /// The configured name, as it is shown on the screen.
    package let name: String

    /// Names a device.
    package init(_ name: String) {
        self.name = name
    }

    /// The configured name.
    package var description: String { name }
}
