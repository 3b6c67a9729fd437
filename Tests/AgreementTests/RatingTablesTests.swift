import Agreement
import Corpus
import TestSupport
import Testing

@Suite("RatingTables")
struct RatingTablesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func source(_ name: String, _ text: String, column: String = "emotion") throws -> RatingTables.Source {
        RatingTables.Source(path: try folder.write(text, to: name), column: column)
    }

    @Test("rows meet by the bytes of their ids, whatever their order, and what is missing on each side is told")
    func matching() throws {
        let tables = try RatingTables(
            [
                source("a.csv", "id,emotion\nu1,angry\nu2,sad\ne\u{301},happy\nu4,\n"),
                source(
                    "b.jsonl",
                    "{\"id\":\"\u{e9}\",\"emotion\":\"happy\"}" + "\n" + #"{"id":"u2","emotion":"happy"}"# + "\n"
                        + #"{"id":"u1","emotion":" ANGRY "}"# + "\n"),
            ], labels: nil)
        #expect(tables.labels == ["ANGRY", "happy", "sad"])
        #expect(tables.ratings.units == 5)
        #expect(tables.ratings.confusion(0, 1) == [[1, 0, 0], [0, 0, 0], [0, 1, 0]])
        let (first, second) = (tables.annotators[0], tables.annotators[1])
        #expect(first.name == "a.csv" && first.rows == 4 && first.unlabelled == 1 && first.missing == 1)
        #expect(first.firstMissing == ["\u{e9}"])
        #expect(second.rows == 3 && second.missing == 2 && second.firstMissing == ["e\u{301}", "u4"])
        #expect(tables.issues.isEmpty)
    }

    @Test("one table can hold several annotators, and a label set merges and leaves out")
    func columns() throws {
        let path = try folder.write("id,r1,r2\nu1,joy,happy\nu2,bored,sad\nu3,sad,sad\n", to: "r.csv")
        let tables = try RatingTables(
            ["r1", "r2"].map { RatingTables.Source(path: path, column: $0) },
            labels: LabelSet(parsing: "happy=joy,sad"))
        #expect(tables.annotators.map(\.name) == ["r1", "r2"])
        #expect(tables.annotators[0].otherLabels.map(\.name) == ["bored"])
        #expect(tables.ratings.confusion(0, 1) == [[1, 0], [0, 1]])
        #expect(tables.ratings.completeUnits == 2)
    }

    @Test("a second row of an id and a broken row are told with their row, and a missing column is an error")
    func problems() throws {
        let good = try source("b.csv", "id,emotion\nu1,sad\n")
        let tables = try RatingTables(
            [source("a.csv", "id,emotion\nu1,sad\nu1,angry\n,sad\n"), good], labels: nil)
        #expect(tables.issues.map(\.row) == [3, 4])
        #expect(tables.labels == ["sad"])
        #expect(throws: CorpusError.self) {
            try RatingTables([source("c.csv", "id,label\nu1,sad\n"), good], labels: nil)
        }
    }
}
