import Corpus
import Foundation
import TestSupport
import Testing

@testable import Export

/// Golden files of Praat 6.4, made by `Tools/make_annotation_golden.py`.
@Suite("TextGrid")
struct TextGridTests {
    private static let text = "Er sagte \"nein\" – größer 猫 🎈"

    private func tier(_ name: String, _ spans: [(Double, Double, String)]) -> Tiers.Tier {
        Tiers.Tier(
            name: name, kind: .emotion, speaker: "", spans: spans.map { .init(start: $0.0, end: $0.1, text: $0.2) })
    }

    @Test("our grid is Praat's own, byte for byte")
    func praat() throws {
        let tiers = [
            tier("emotion", [(0.5, 1.25, "angry"), (1.25, 2, "sad")]), tier("transcript", [(0.5, 1.25, Self.text)]),
            tier("confidence", [(0.5, 1.25, "0.812500"), (1.25, 2, "0.5")]),
        ]
        #expect(TextGridText(start: 0, end: 3.5).file(tiers) == (try ExportBench.golden("praat-labels.TextGrid")))
    }

    private static let goldenNames = ["praat-long.TextGrid", "praat-short.TextGrid", "praat-utf16.TextGrid"]

    @Test("Praat's long and short form and its UTF-16 hold the same", arguments: goldenNames)
    func reading(_ name: String) throws {
        let grid = try TextGridDocument(bytes: try ExportBench.golden(name), path: name)
        #expect(grid.start == 0 && grid.end == 4.5)
        #expect(grid.tiers.map(\.name) == ["words", "phones", "clicks"])
        #expect(grid.tiers.map(\.isIntervals) == [true, true, false])
        #expect(grid.tiers[0].spans[1] == .init(start: 0.25, end: 1.5, text: Self.text))
        #expect(grid.tiers[0].spans.map(\.text) == ["", Self.text, "!", ""])
        #expect(grid.tiers[2].spans.map(\.text) == ["a \"click\"", ""])
    }

    @Test("a tier is added behind the others, and nothing else but their number changes", arguments: goldenNames)
    func adding(_ name: String) throws {
        let before = try ExportBench.golden(name)
        let added = tier("emoscribe emotion", [(1, 2, "sad"), (4, 9, "a \"b\" ü")])
        let after = try TextGridDocument(bytes: before, path: name).adding([added])
        let grid = try TextGridDocument(bytes: after, path: name)
        #expect(grid.tiers.map(\.name) == ["words", "phones", "clicks", "emoscribe emotion"])
        #expect(grid.tiers[3].spans.map(\.text) == ["", "sad", "", "a \"b\" ü"])
        #expect(grid.tiers[3].spans.map(\.end) == [1, 2, 4, 4.5])
        // All bytes before are there, the 3 being a 4 now.
        var expected = before
        let place = try #require(
            before.indices.first { before[$0] == UInt8(ascii: "3") && after[$0] == UInt8(ascii: "4") })
        expected[place] = UInt8(ascii: "4")
        #expect(after.starts(with: expected))
        // Our tiers replace ours: a second time changes nothing, none takes them away.
        #expect(grid.adding([added]) == after)
        #expect(grid.adding([]) == before)
    }

    @Test("our tiers are replaced wherever they stand, and those behind keep their own numbers right")
    func replacing() throws {
        let text = TextGridText(start: 0, end: 2)
        let ours = tier("emoscribe emotion", [(0, 1, "sad")])
        let bytes = text.file([ours, tier("words", [(0, 2, "a")]), tier("emoscribe transcript", []), tier("more", [])])
        let after = try TextGridDocument(bytes: bytes, path: "x").adding([ours])
        #expect(after == text.file([tier("words", [(0, 2, "a")]), tier("more", []), ours]))
    }

    @Test("a tier of somebody else keeps its name and place")
    func foreign() throws {
        let bytes = TextGridText(start: 0, end: 2).file([tier("emotion", [(0, 2, "theirs")])])
        let after = try TextGridDocument(bytes: bytes, path: "x").adding([tier("emotion", [(0, 2, "ours")])])
        let grid = try TextGridDocument(bytes: after, path: "x")
        #expect(grid.tiers.map(\.name) == ["emotion", "emotion~2"] && grid.tiers[0].spans[0].text == "theirs")
    }

    @Test("line ends stay those of the file, and a grid without tiers takes one")
    func lineEnds() throws {
        let empty =
            "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0\nxmax = 1\ntiers? <exists>\nsize = 0\n"
        for text in [
            empty, empty + "item []:\n", empty.replacing("\n", with: "\r\n"),
            "\"ooTextFile\"\n\"TextGrid\"\n0\n1\n<exists>\n0",
        ] {
            let after = try TextGridDocument(bytes: Array(text.utf8), path: "x").adding([tier("a", [(0, 1, "b")])])
            let grid = try TextGridDocument(bytes: after, path: "x")
            #expect(grid.tiers.map(\.name) == ["a"] && grid.tiers[0].spans.map(\.text) == ["b"])
            #expect(after.contains(13) == text.utf8.contains(13))
            #expect(text.contains("size") == String(decoding: after, as: UTF8.self).contains("class = "))
        }
    }

    @Test("intervals tile the grid whatever the spans", arguments: 0..<20)
    func tiling(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var time = Double(generator.below(100)) / 100 - 0.5
        let spans = (0..<generator.below(8)).map { index in
            let start = time + Double(generator.below(2)) * 0.25
            time = start + 0.125 * Double(1 + generator.below(9))
            return (start, time, "s\(index)")
        }
        let bytes = TextGridText(start: 0, end: 3).file([tier("t", spans)])
        let found = try TextGridDocument(bytes: bytes, path: "x").tiers[0].spans
        #expect(found.first?.start == 0 && found.last?.end == 3)
        for (left, right) in zip(found, found.dropFirst()) { #expect(left.end == right.start && left.end > left.start) }
    }

    @Test("whatever is cut, broken or hostile has a message and no crash")
    func corrupt() throws {
        for name in Self.goldenNames {
            let bytes = try ExportBench.golden(name)
            for length in stride(from: 0, to: bytes.count - 8, by: 29) {
                #expect(throws: ExportError.self) { try TextGridDocument(bytes: Array(bytes[..<length]), path: "x") }
            }
            var generator = SeededGenerator(seed: 1)
            for _ in 0..<100 {
                var broken = bytes
                for _ in 0..<3 { broken[generator.below(broken.count)] = UInt8(generator.below(256)) }
                if let grid = try? TextGridDocument(bytes: broken, path: "x") {
                    _ = grid.adding([tier("a", [(0, 1, "b")])])
                }
            }
        }
        func reason(_ bytes: [UInt8]) -> String {
            do throws(ExportError) {
                _ = try TextGridDocument(bytes: bytes, path: "x.TextGrid")
                return ""
            } catch { return error.description }
        }
        #expect(reason(Array("ooBinaryFile\u{8}TextGrid".utf8)).contains("it is binary"))
        #expect(reason([0x46, 0xe4]).contains("neither UTF-8 nor UTF-16"))
        #expect(
            reason(Array("\"ooTextFile\" \"TextGrid\" 0 1 <exists> 1e15".utf8)).contains(
                "the number of tiers is 1000000000000000"))
        #expect(reason(Array("\"ooTextFile\"\n\"Pitch\"\n".utf8)).hasPrefix("x.TextGrid:2: this is no TextGrid"))
    }
}
