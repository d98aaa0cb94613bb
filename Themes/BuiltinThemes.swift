/// The themes that are part of the program, as TOML text.
package enum BuiltinThemes {
    /// The names of the themes, the default first.
    package static let names = ["dark", "high-contrast"]

    /// The text of the theme file `named`.toml; nil when there is none.
    package static func text(named name: String) -> String? {
        let bytes: [UInt8]? =
            switch name {
            case "dark": PackageResources.dark_toml
            case "high-contrast": PackageResources.high_contrast_toml
            case _: nil
            }
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }
}
