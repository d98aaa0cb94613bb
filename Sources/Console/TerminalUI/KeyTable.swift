/// The language of the screen.
package enum Language: String, Sendable, Hashable, CaseIterable {
    /// Chinese, the first language.
    case chinese = "zh"
    /// English.
    case english = "en"
}

/// A short text in both languages.
package struct Label: Sendable, Hashable {
    /// The Chinese text.
    package let zh: String
    /// The English text.
    package let en: String

    /// The texts `zh` and `en`.
    package init(_ zh: String, _ en: String) {
        self.zh = zh
        self.en = en
    }

    /// The text in `language`.
    package subscript(language: Language) -> String {
        switch language {
        case .chinese: zh
        case .english: en
        }
    }
}

/// One row of the key table: in this context this key means that command.
package struct KeyBinding<Context: Hashable & Sendable, Command: Hashable & Sendable>: Sendable {
    /// Where the binding holds.
    package let context: Context
    /// The key that hint bar and help name.
    package let key: Key
    /// Other keys that mean the same; never for keys that move money.
    package let alternates: [Key]
    /// What is done.
    package let command: Command
    /// The word on the hint bar.
    package let label: Label
    /// The sentence on the help card; the label when nil.
    package let help: Label?
    /// When the hint bar is too narrow the highest rank goes first; rank 0 stays always.
    package let rank: Int

    /// Binds `key` in `context` to `command`.
    package init(
        _ context: Context,
        _ key: Key,
        _ command: Command,
        _ label: Label,
        help: Label? = nil,
        alternates: [Key] = [],
        rank: Int = 50
    ) {
        self.context = context
        self.key = key
        self.alternates = alternates
        self.command = command
        self.label = label
        self.help = help
        self.rank = rank
    }
}

/// One entry of the hint bar or the help card.
package struct Hint: Sendable, Hashable {
    /// The key's name.
    package let key: String
    /// The word on the hint bar.
    package let label: String
    /// The sentence on the help card.
    package let help: String
    /// Why the key does nothing now; nil when it works.
    package let disabledReason: String?
    /// The binding's rank.
    package let rank: Int

    /// An entry for the key named `key`.
    package init(
        key: String,
        label: String,
        help: String,
        disabledReason: String? = nil,
        rank: Int = 50
    ) {
        self.key = key
        self.label = label
        self.help = help
        self.disabledReason = disabledReason
        self.rank = rank
    }
}

/// All key bindings of a program; hint bar, help card and tests come from it.
package struct KeyTable<Context: Hashable & Sendable, Command: Hashable & Sendable>: Sendable {
    /// The rows in the order they were given, which is the order on the screen.
    package let bindings: [KeyBinding<Context, Command>]
    private let index: [Context: [Key: Int]]

    /// A table of `bindings`; of two rows for one key in one context the first counts.
    package init(_ bindings: [KeyBinding<Context, Command>]) {
        self.bindings = bindings
        var index: [Context: [Key: Int]] = [:]
        for (position, binding) in bindings.enumerated() {
            for key in [binding.key] + binding.alternates
            where index[binding.context]?[key] == nil {
                index[binding.context, default: [:]][key] = position
            }
        }
        self.index = index
    }

    /// The rows of a context in table order.
    package func bindings(in context: Context) -> [KeyBinding<Context, Command>] {
        bindings.filter { $0.context == context }
    }

    /// What `key` means in `context`; nil when nothing.
    package func binding(for key: Key, in context: Context) -> KeyBinding<Context, Command>? {
        index[context]?[key].map { bindings[$0] }
    }

    /// What is wrong with the table: a key bound twice in a context, or a missing word.
    package func faults() -> [String] {
        var faults: [String] = []
        var seen: [Context: [Key: Command]] = [:]
        for binding in bindings {
            for key in [binding.key] + binding.alternates {
                if let other = seen[binding.context]?[key] {
                    faults.append(
                        "\(binding.context): \(key.name) means \(other) and \(binding.command)"
                    )
                }
                seen[binding.context, default: [:]][key] = binding.command
            }
            for language in Language.allCases where binding.label[language].isEmpty {
                faults.append("\(binding.context): \(key(of: binding)) has no \(language) label")
            }
        }
        return faults
    }

    /// The commands each key means over all contexts, for the rule "one key, one meaning".
    package func meanings() -> [Key: Set<Command>] {
        var meanings: [Key: Set<Command>] = [:]
        for binding in bindings {
            for key in [binding.key] + binding.alternates {
                meanings[key, default: []].insert(binding.command)
            }
        }
        return meanings
    }

    /// The entries for hint bar and help card of a context, with the reasons why keys are off.
    package func hints(
        in context: Context,
        language: Language,
        disabledReason: (Command) -> String? = { _ in nil }
    ) -> [Hint] {
        bindings(in: context).map { binding in
            Hint(
                key: binding.key.name,
                label: binding.label[language],
                help: (binding.help ?? binding.label)[language],
                disabledReason: disabledReason(binding.command),
                rank: binding.rank
            )
        }
    }

    private func key(of binding: KeyBinding<Context, Command>) -> String { binding.key.name }
}
