import Foundation
import Testing

@testable import SpeechToText

@Suite struct JSONReaderTests {
    /// The same by Foundation's decoder: slower, and independent.
    private struct Reference: Decodable {
        let value: JSONValue

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                value = .null
            } else if let text = try? container.decode(String.self) {
                value = .string(text)
            } else if let bool = try? container.decode(Bool.self) {
                value = .bool(bool)
            } else if let number = try? container.decode(Double.self) {
                value = .number(number)
            } else if let members = try? container.decode([String: Reference].self) {
                value = .object(members.mapValues(\.value))
            } else {
                value = .array(try container.decode([Reference].self).map(\.value))
            }
        }

        static func read(_ text: String) -> JSONValue? {
            (try? JSONDecoder().decode(Reference.self, from: Data(text.utf8)))?.value
        }
    }

    private func read(_ text: String) -> JSONValue? { JSONValue(Data(text.utf8)) }

    @Test(
        "values, and what only looks like one, are read as Foundation reads them",
        arguments: [
            "{}", "[]", "null", "true", "false", "\"\"", "0", "-0", "1.5e3", "-12.25E-2", "1e+2", " [ 1 , 2 ] \n",
            #"{"a":{"b":[1,"x",null,true]}}"#, #"{"a":1,"b":2}"#, #""\u0041\n\t\"\\\/\b\f\r""#, #""\ud83d\ude00 é 日本""#,
            "", " ", "{", "[", "]", "{]", "[1,,2]", "[,1]", "{\"a\"}", "{\"a\":}", "{a:1}", "01", "1.", ".5", "-", "1e",
            "+1",
            "tru", "nul", "truex", "[1 2]", "\"abc", #""\x""#, #""\u12""#, "1 2", "{\"a\":1}}", "'a'", "[1]]",
        ])
    func cases(_ text: String) { #expect(read(text) == Reference.read(text), "\(text)") }

    @Test("random values come back whole, whatever their spacing")
    func random() throws {
        var state: UInt64 = 42
        func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        func space() -> String { ["", " ", "\n", "\t "][below(4)] }
        func text(depth: Int) -> String {
            switch below(depth > 3 ? 5 : 7) {
            case 0: return "null"
            case 1: return ["true", "false"][below(2)]
            case 2: return String(Double(below(2_000_000) - 1_000_000) / Double([1, 8, 1000][below(3)]))
            case 3: return "\(below(1000))e\(below(40) - 20)"
            case 4:
                return "\""
                    + (0..<below(12)).map { _ in ["a", "\\n", "é", "\\u00e9", "日", "\\\"", "😀"][below(7)] }.joined()
                    + "\""
            case 5:
                return "["
                    + (0..<below(5)).map { _ in space() + text(depth: depth + 1) + space() }.joined(separator: ",")
                    + "]"
            default:
                return "{"
                    + (0..<below(5)).map { "\(space())\"k\($0)\"\(space()):\(text(depth: depth + 1))" }.joined(
                        separator: ",") + "}"
            }
        }
        for _ in 0..<500 {
            let json = text(depth: 0)
            #expect(read(json) == Reference.read(json), "\(json)")
        }
    }

    @Test("what real services send beyond the standard is taken for what it means")
    func tolerance() {
        #expect(JSONValue(Data([0xef, 0xbb, 0xbf]) + Data("[1]".utf8)) == .array([.number(1)]))
        #expect(
            read(#"{"avg_logprob":NaN,"a":Infinity,"b":-Infinity,"c":1e999}"#)
                == .object(["avg_logprob": .null, "a": .null, "b": .null, "c": .null]))
        #expect(
            JSONValue(Data(#"["a"#.utf8) + Data([0xe6, 0x97]) + Data(#"b"]"#.utf8)) == .array([.string("a\u{fffd}b")]))
        #expect(read("[\"a\nb\u{1b}\"]") == .array([.string("a\nb\u{1b}")]))
        #expect(read(#"["\ud83dx","\ude00"]"#) == .array([.string("\u{fffd}x"), .string("\u{fffd}")]))
        #expect(read(#"{"a":[1,],}"#) == .object(["a": .array([.number(1)])]))
        #expect(read(#"{"a":1,"a":2}"#) == .object(["a": .number(2)]))
    }

    @Test("nesting without end does not end the program")
    func depth() {
        #expect(read(String(repeating: "[", count: 1_000_000)) == nil)
        #expect(read(String(repeating: "{\"a\":", count: 1_000_000)) == nil)
        let deep = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        #expect(read(deep) != nil)
    }

    @Test("white space and control characters of a text become single spaces")
    func collapsed() {
        #expect("  one\n\u{1b}[2J two\0three\u{85}\u{3000}four ".collapsed == "one [2J two three four")
        #expect("می‌خواهم".collapsed == "می‌خواهم")
    }
}
