import Foundation
import TestSupport
import Testing

@testable import TOML

@Suite struct TOMLDocumentTests {
    private struct Golden: Decodable {
        var toml: String
        var value: Tagged?
    }

    /// A value as `Tools/make_toml_golden.py` writes it.
    private indirect enum Tagged: Decodable, Equatable {
        case leaf(kind: String, text: String)
        case array([Tagged])
        case table([String: Tagged])

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            let kind = try container.decode(String.self)
            switch kind {
            case "array": self = .array(try container.decode([Tagged].self))
            case "table":
                let pairs = try container.decode([Pair].self)
                self = .table(Dictionary(uniqueKeysWithValues: pairs.map { ($0.key, $0.value) }))
            case "boolean": self = .leaf(kind: kind, text: String(try container.decode(Bool.self)))
            default: self = .leaf(kind: kind, text: try container.decode(String.self))
            }
        }

        init(_ value: TOMLValue) {
            switch value {
            case .string(let text): self = .leaf(kind: "string", text: text)
            case .integer(let number): self = .leaf(kind: "integer", text: String(number))
            case .float(let number): self = .leaf(kind: "float", text: String(number.bitPattern))
            case .boolean(let flag): self = .leaf(kind: "boolean", text: String(flag))
            case .moment: self = .leaf(kind: "moment", text: "")
            case .array(let items): self = .array(items.map { Tagged($0.value) })
            case .table(let table):
                self = .table(Dictionary(uniqueKeysWithValues: table.entries.map { ($0.key, Tagged($0.item.value)) }))
            }
        }

        /// Floats by their bits, so that two ways of writing one number are equal.
        var comparable: Tagged {
            switch self {
            case .leaf("float", let text): .leaf(kind: "float", text: String((Double(text) ?? 0).bitPattern))
            case .leaf: self
            case .array(let items): .array(items.map(\.comparable))
            case .table(let table): .table(table.mapValues(\.comparable))
            }
        }

        private struct Pair: Decodable {
            var key: String
            var value: Tagged

            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                key = try container.decode(String.self)
                value = try container.decode(Tagged.self)
            }
        }
    }

    @Test("documents are read as Python's tomllib reads them, and refused where it refuses them")
    func golden() throws {
        let url = SharedReference.checkout.appendingPathComponent("Tests/TOMLTests/Golden/documents.json")
        let all = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: url))
        #expect(all.count > 100)
        for golden in all {
            let read = try? Tagged(.table(TOMLTable(parsing: golden.toml)))
            #expect(read == golden.value?.comparable, "\(golden.toml.debugDescription)")
        }
    }

    @Test("every key and value knows its line")
    func lines() throws {
        let table = try TOMLTable(
            parsing: "a = 1\n\n[b] # here\nc = [\n  2,\n  3]\n'd' = '''\nx'''\n[[e]]\n[[e]]\nf = 1\n")
        #expect(table.entries.map(\.line) == [1, 3, 9])
        guard case .table(let inner)? = table["b"]?.value, case .array(let list)? = inner["c"]?.value,
            case .array(let tables)? = table["e"]?.value
        else { throw TOMLError(line: 0, column: 0, reason: "not the shape that was written") }
        #expect(inner.entries.map(\.line) == [4, 7] && list.map(\.line) == [5, 6] && tables.map(\.line) == [9, 10])
    }

    @Test(
        "an error names line and column",
        arguments: [
            ("a = 1\nb = hello", 2, 5, "quotes"), ("[a]\nb = 1\nb = 2", 3, 6, "twice"),
            ("é = 1", 1, 1, "key"), ("a = 'é' x", 1, 9, "one key"), ("a = 9223372036854775808", 1, 5, "64 bits"),
            ("a = \"\"\"\n\n", 3, 1, "no end"),
        ])
    func errors(_ text: String, _ line: Int, _ column: Int, _ word: String) {
        let error = #expect(throws: TOMLError.self) { try TOMLTable(parsing: text) }
        #expect(error?.line == line && error?.column == column, "\(text.debugDescription) \(String(describing: error))")
        #expect(error?.reason.contains(word) == true)
    }

    @Test("deep nesting is refused, not a crash")
    func nesting() {
        for open in ["[", "{a="] {
            #expect(throws: TOMLError.self) {
                try TOMLTable(parsing: "a = " + String(repeating: open, count: 100_000))
            }
        }
    }

    @Test("any prefix of a document is read or refused, never a crash")
    func prefixes() {
        let text = "a.'b' = [1, 2.5, {c = \"x\\u00e9\"}] # é\n[d]\ne = '''\n'''\n[[f]]\ng = 1979-05-27 07:32:00Z\r\n"
        for count in 0...text.unicodeScalars.count {
            _ = try? TOMLTable(parsing: String(String.UnicodeScalarView(text.unicodeScalars.prefix(count))))
        }
    }
}
