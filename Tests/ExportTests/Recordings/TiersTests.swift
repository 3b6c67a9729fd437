import Corpus
import TestSupport
import Testing

@testable import Export

@Suite("Tiers")
struct TiersTests {
    private func rows(_ lines: String) throws -> [RecordingRow] {
        var reader = try LabelsReader(
            bytes: Array("id,start,end,speaker,transcript,emotion,confidence\n\(lines)\n".utf8))
        var rows: [RecordingRow] = []
        while let row = try reader.next() {
            if case .row(let row) = row { rows.append(RecordingRow(row)) }
        }
        return rows
    }

    private func spans(_ tiers: Tiers, _ name: String) -> [String]? {
        tiers.tiers.first { $0.name == name }?.spans.map { "\($0.start) \($0.end) \($0.text)" }
    }

    @Test("one speaker has plain names, several have theirs behind an @")
    func speakers() throws {
        let one = Tiers(try rows("a,0,1,anna,hi,sad,0.5"), duration: 3)
        #expect(one.tiers.map(\.name) == ["emotion", "transcript", "confidence"])
        let two = Tiers(try rows("a,1,2,anna,,sad,\nb,0,1,ben,,happy,"), duration: 3)
        #expect(two.tiers.map(\.name) == ["emotion@ben", "emotion@anna"])
        #expect(two.tiers.map(\.speaker) == ["ben", "anna"])
    }

    @Test("rows of one speaker that overlap go to further tiers, and none is lost")
    func overlaps() throws {
        let tiers = Tiers(try rows("a,0,2,,,sad,\nb,1,3,,,happy,\nc,2,4,,,angry,\nd,1.5,2.5,,,sad,"), duration: 5)
        #expect(spans(tiers, "emotion") == ["0.0 2.0 sad", "2.0 4.0 angry"])
        #expect(spans(tiers, "emotion-2") == ["1.0 3.0 happy"])
        #expect(spans(tiers, "emotion-3") == ["1.5 2.5 sad"])
    }

    @Test("an overlap under a millisecond is rounding")
    func rounding() throws {
        let tiers = Tiers(try rows("a,0,1.0004,,,sad,\nb,1,2,,,happy,"), duration: nil)
        #expect(spans(tiers, "emotion") == ["0.0 1.0004 sad", "1.0004 2.0 happy"])
    }

    @Test("a row without an end lasts as long as the recording, and without that it has no place")
    func wholeFiles() throws {
        #expect(spans(Tiers(try rows("a,,,,,sad,"), duration: 2.5), "emotion") == ["0.0 2.5 sad"])
        let without = Tiers(try rows("a,,,,,sad,\nb,0,1,,,happy,"), duration: nil)
        #expect(without.problems.map(\.row.id) == ["a"] && spans(without, "emotion") == ["0.0 1.0 happy"])
        let beyond = Tiers(try rows("a,7,8,,,sad,"), duration: 5)
        #expect(beyond.problems.map(\.reason) == ["begins at 7 s, and the recording ends at 5 s"])
    }

    @Test("a speaker who is called like a second tier of another does not meet it")
    func collidingNames() throws {
        let tiers = Tiers(try rows("a,0,2,x,,sad,\nb,1,3,x,,sad,\nc,0,1,x-2,,sad,"), duration: 4)
        #expect(Set(tiers.tiers.map(\.name)).count == tiers.tiers.count)
        #expect(tiers.tiers.map(\.spans.count) == [1, 1, 1])
    }

    @Test("for any rows, every span is in exactly one tier of its kind, and no tier has an overlap")
    func law() throws {
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<50 {
            let lines = (0..<20).map { index in
                let start = Double(generator.below(1000)) / 100
                let end = start + Double(1 + generator.below(300)) / 100
                return "u\(index),\(start),\(end),s\(generator.below(3)),t\(index),l\(index),"
            }
            let tiers = Tiers(try rows(lines.joined(separator: "\n")), duration: nil)
            let texts = tiers.tiers.filter { $0.kind == .transcript }.flatMap(\.spans).map(\.text)
            #expect(texts.sorted() == (0..<20).map { "t\($0)" }.sorted())
            for tier in tiers.tiers {
                for (left, right) in zip(tier.spans, tier.spans.dropFirst()) { #expect(left.end <= right.start) }
            }
            #expect(Set(tiers.tiers.map(\.name)).count == tiers.tiers.count)
        }
    }

    @Test("texts become one line without control characters")
    func oneLine() { #expect(TierText.oneLine(" a\r\n\tb\u{1b}[0m \u{85}c  d\u{0} ") == "a b [0m c d") }
}
