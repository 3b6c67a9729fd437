import Foundation
import TestSupport
import Testing

@testable import ErrorRate

@Suite("Alignment by sclite's rule")
struct WeightedMatrixTests {
    /// A script as sclite's letters.
    private static func script(_ alignment: Alignment) -> String {
        String(
            alignment.pairs().map { pair in
                switch pair.kind {
                case .equal: "C"
                case .substitute: "S"
                case .delete: "D"
                case .insert: "I"
                }
            })
    }

    @Test("every golden case has sclite's counts and edit script", .enabled(if: SharedReference.isPresent))
    func goldenCases() throws {
        var scripts: [String: String] = [:]
        for fields in try GoldenCase.table("sclite-cases.tsv") { scripts[fields[0]] = fields[1] }
        #expect(scripts.count == 290)
        var aligner = Aligner()
        var compared = 0
        for golden in try GoldenCase.all() {
            guard let counts = golden.sclite else { continue }
            let alignment = aligner.align(
                reference: golden.reference, hypothesis: golden.hypothesis, units: .whiteSpace, rule: .sclite)
            #expect(alignment.counts == counts.counts, "\(golden.id)")
            #expect(Self.script(alignment) == scripts[golden.id], "\(golden.id)")
            compared += 1
        }
        #expect(compared == 290)
    }

    /// Made by `Tools/make_sclite_golden.py`.
    @Test("random letters have sclite's edit script")
    func goldenLetters() throws {
        var aligner = Aligner()
        let table = try GoldenCase.table("sclite-letters.tsv")
        #expect(table.count == 300)
        for fields in table {
            let alignment = aligner.align(
                reference: fields[0], hypothesis: fields[1], units: .characters, rule: .sclite)
            #expect(Self.script(alignment) == fields[2], "\(fields[0]) \(fields[1])")
        }
    }

    @Test("the diagonals give the edit script of the plain matrix at its cost", arguments: [1, 40, 1 << 20])
    func equalsNaive(wholeCellLimit: Int) {
        var numbers = TestNumbers(state: UInt64(wholeCellLimit))
        var matrix = WeightedMatrix(wholeCellLimit: wholeCellLimit)
        for round in 0..<200 {
            let longest = round < 140 ? 12 : round < 195 ? 60 : 200
            let alphabet = 1 + numbers.below(round % 3 == 0 ? 3 : 30)
            // Numbers that share their lower or upper half must not be taken for each other.
            let unit = { Int32(numbers.below(alphabet)) << (round % 2 == 0 ? 0 : 16) }
            let reference = (0..<numbers.below(longest + 1)).map { _ in unit() }
            var hypothesis: [Int32] = []
            for word in reference {
                switch numbers.below(8) {
                case 0: hypothesis.append(-1)
                case 1: hypothesis += [word, unit()]
                case 2: break
                default: hypothesis.append(word)
                }
            }
            if round % 5 == 0 { hypothesis = (0..<numbers.below(longest + 1)).map { _ in unit() } }
            let alignment = matrix.align(reference: reference, hypothesis: hypothesis)
            let naive = NaiveWeightedAligner.align(reference: reference, hypothesis: hypothesis)
            #expect(Self.script(alignment) == naive.script, "round \(round)")
            let counts = alignment.counts
            #expect(
                4 * counts.substitutions + 3 * (counts.deletions + counts.insertions) == naive.cost, "round \(round)")
            #expect(counts.referenceCount == reference.count)
            #expect(counts.hypothesisCount == hypothesis.count)
            // The other way round the cost is the same, and so is what follows from it and the lengths.
            let reversed = matrix.align(reference: hypothesis, hypothesis: reference).counts
            #expect(
                4 * reversed.substitutions + 3 * (reversed.deletions + reversed.insertions) == naive.cost,
                "round \(round)")
        }
    }

    @Test("two substitutions lose to a hit between a deletion and an insertion")
    func prefersHits() {
        var aligner = Aligner()
        let sclite = aligner.align(reference: "a b", hypothesis: "b c", units: .whiteSpace, rule: .sclite)
        #expect(sclite.counts == EditCounts(hits: 1, deletions: 1, insertions: 1))
        let jiwer = aligner.align(reference: "a b", hypothesis: "b c", units: .whiteSpace, rule: .jiwer)
        #expect(jiwer.counts == EditCounts(substitutions: 2))
    }

    @Test("case is the normaliser's matter")
    func keepsCase() {
        var aligner = Aligner()
        let alignment = aligner.align(reference: "A", hypothesis: "a", units: .whiteSpace, rule: .sclite)
        #expect(alignment.counts == EditCounts(substitutions: 1))
    }
}

/// The forward matrix of `reference/wer/README.md` with its stored choices; slow and plain.
private enum NaiveWeightedAligner {
    static func align(reference: [Int32], hypothesis: [Int32]) -> (script: String, cost: Int) {
        var cost = Array(repeating: Array(repeating: 0, count: hypothesis.count + 1), count: reference.count + 1)
        var choice = Array(
            repeating: Array(repeating: Character("C"), count: hypothesis.count + 1), count: reference.count + 1)
        for row in 0...reference.count {
            for column in 0...hypothesis.count {
                if row == 0 || column == 0 {
                    cost[row][column] = 3 * (row + column)
                    choice[row][column] = row == 0 ? "I" : "D"
                    continue
                }
                let isEqual = reference[row - 1] == hypothesis[column - 1]
                let diagonal = cost[row - 1][column - 1] + (isEqual ? 0 : 4)
                let deletion = cost[row - 1][column] + 3
                let insertion = cost[row][column - 1] + 3
                cost[row][column] = min(diagonal, deletion, insertion)
                if diagonal <= deletion, diagonal <= insertion {
                    choice[row][column] = isEqual ? "C" : "S"
                } else {
                    choice[row][column] = deletion < insertion ? "D" : "I"
                }
            }
        }
        var script = ""
        var (row, column) = (reference.count, hypothesis.count)
        while row > 0 || column > 0 {
            let step = choice[row][column]
            script.append(step)
            if step != "I" { row -= 1 }
            if step != "D" { column -= 1 }
        }
        return (String(script.reversed()), cost[reference.count][hypothesis.count])
    }
}
