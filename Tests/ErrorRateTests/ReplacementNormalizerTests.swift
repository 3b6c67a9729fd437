import ErrorRate
import Testing

@Suite("Normalizer with replacements")
struct ReplacementNormalizerTests {
    private func list(_ pairs: [(String, String)]) -> [Replacement] {
        pairs.enumerated().map { Replacement(from: $1.0, to: $1.1, row: $0 + 2) }
    }

    @Test(
        "whole words are replaced, the longest match first, each place once",
        arguments: [
            ("a", "x", "a ab a", "x ab x"),
            ("a b", "x y z", "a b a c", "x y z a c"),
            ("uh", "", "uh well uh", "well"),
            ("a", "a a", "a b", "a a b"),
        ])
    func words(_ from: String, _ to: String, _ text: String, _ expected: String) throws {
        #expect(try Normalizer.none.replacing(list([(from, to)]), label: "l").apply(text) == expected)
    }

    @Test("of several rows that fit the one with the most words is taken, wherever it stands")
    func longest() throws {
        let pairs = [("new", "old"), ("new york city", "nyc"), ("new york", "ny"), ("city", "town")]
        for order in [pairs, pairs.reversed()] {
            let normalizer = try Normalizer.none.replacing(list(order), label: "l")
            #expect(normalizer.apply("new york city new york new city") == "nyc ny old town")
            #expect(normalizer.apply("york  new\tyork\u{a0}") == "york ny")
        }
    }

    @Test("what was put in is not replaced again")
    func once() throws {
        let normalizer = try Normalizer.none.replacing(list([("a", "b"), ("b", "a")]), label: "l")
        #expect(normalizer.apply("a b a") == "b a b")
    }

    @Test("both sides of a row go through the normaliser before")
    func sameNormalizer() throws {
        let normalizer = try Normalizer.basic.replacing(list([("O.K.", "Okay!"), ("DON'T", "do not")]), label: "l")
        #expect(normalizer.apply("o.k., don't") == "okay do not")
        let exact = try Normalizer.none.replacing(list([("OK", "okay")]), label: "l")
        #expect(exact.apply("OK ok") == "okay ok")
    }

    @Test("words are compared by bytes")
    func bytes() throws {
        let normalizer = try Normalizer.none.replacing(list([("caf\u{e9}", "bar")]), label: "l")
        #expect(normalizer.apply("caf\u{e9}") == "bar")
        #expect(normalizer.apply("cafe\u{301}").unicodeScalars.count == 5)
    }

    @Test("the name says what was done: the same for the same list in any order, another for any change")
    func name() throws {
        let pairs = [("a b", "c"), ("d", "")]
        let name = try Normalizer.basic.replacing(list(pairs), label: "words.csv").name
        #expect(name.hasPrefix("basic+words.csv@"))
        #expect(name.utf8.count == "basic+words.csv@".utf8.count + 16)
        #expect(try Normalizer.basic.replacing(list(pairs.reversed()), label: "words.csv").name == name)
        #expect(try Normalizer.basic.replacing(list([("A, B", "c"), ("d", "!")]), label: "words.csv").name == name)
        for changed in [[("a b", "c")], [("a b", "c"), ("d", "e")], [("a", "b c"), ("d", "")]] {
            #expect(try Normalizer.basic.replacing(list(changed), label: "words.csv").name != name)
        }
        // Pinned: a stored figure is to be found again by it.
        let example = [("gonna", "going to"), ("uh", "")]
        #expect(try Normalizer.basic.replacing(list(example), label: "l").name == "basic+l@8e8a84878938ba7a")
    }

    @Test("every row that cannot be used is named")
    func issues() throws {
        let rows = list([("a", "b"), ("?!", "c"), ("A.", "d"), ("e", "f"), ("a", "b")])
        let error = #expect(throws: ErrorRateError.self) { try Normalizer.basic.replacing(rows, label: "l") }
        #expect(
            error?.description == """
                The replacements cannot be used:
                  row 3: "?!" has no word left after the normalizer basic; name a word or drop the row
                  rows 2, 4, 6 all replace "a"; keep one

                """)
    }

    @Test("an empty list leaves the words")
    func emptyList() throws {
        #expect(try Normalizer.basic.replacing([], label: "l").apply(" A  b! ") == "a b")
    }
}
