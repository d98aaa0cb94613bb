import TOMLCoding
import Testing

private struct Settings: Decodable, Equatable {
    struct Window: Decodable, Equatable {
        let number: Int
        let name: String?
    }
    let title: String
    let open: Bool
    let tags: [String]
    let windows: [String: Window]
}

@Suite("Strict TOML files")
struct TOMLFileTests {
    private let good = """
        title = "三号窗"
        open = true
        tags = ["a", "b"]

        [windows.first]
        number = 3
        name = "收费"

        [windows.second]
        number = 4
        """

    @Test("a file with exactly the known keys decodes")
    func decodes() throws {
        let settings = try TOMLFile.decode(Settings.self, from: good)
        #expect(settings.title == "三号窗")
        #expect(settings.tags == ["a", "b"])
        #expect(settings.windows["first"] == Settings.Window(number: 3, name: "收费"))
        #expect(settings.windows["second"]?.name == nil)
        #expect(try TOMLFile.decode(Settings.self, from: Array(good.utf8)) == settings)
    }

    @Test("an unknown key is an error that names its path and line")
    func unknownKey() throws {
        let error = #expect(throws: TOMLError.self) {
            try TOMLFile.decode(Settings.self, from: good + "\ncolour = 1\n")
        }
        #expect(error?.keyPath == "windows.second.colour")
        #expect(error?.line == 11)
        #expect(error?.message.contains("unknown key 'windows.second.colour'") == true)
    }

    @Test("a missing key is named")
    func missingKey() {
        let error = #expect(throws: TOMLError.self) {
            try TOMLFile.decode(Settings.self, from: "title = \"x\"\ntags = []\n[windows]\n")
        }
        #expect(error?.keyPath == "open")
        #expect(error?.message.contains("is missing") == true)
    }

    @Test("a value of another kind is not called missing")
    func wrongKind() {
        let error = #expect(throws: TOMLError.self) {
            try TOMLFile.decode(
                Settings.self,
                from: good.replacing("number = 3", with: "number = \"three\"")
            )
        }
        #expect(error?.keyPath == "windows.first.number")
        #expect(error?.message.contains("wrong kind") == true)
        #expect(error?.line == 6)
    }

    @Test(
        "what is no TOML is refused with a line",
        arguments: ["a = ", "[open", "a = 1\na = 2", "= 3"]
    )
    func syntax(text: String) {
        let error = #expect(throws: TOMLError.self) {
            try TOMLFile.decode(Settings.self, from: text)
        }
        #expect(error?.line != nil)
        #expect(error?.message.contains("not valid TOML") == true)
    }

    @Test("bytes that are no UTF-8 are refused")
    func notText() {
        #expect(throws: TOMLError.self) {
            try TOMLFile.decode(Settings.self, from: [0x61, 0xFF, 0xFE])
        }
    }
}
