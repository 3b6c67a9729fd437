import TestSupport
import Testing

@testable import ErrorRate

@Suite("Aligner")
struct AlignerTests {
    @Test("every golden word case has jiwer's counts, rates and edit script", .enabled(if: SharedReference.isPresent))
    func goldenWords() throws {
        var aligner = Aligner()
        let cases = try GoldenCase.all()
        #expect(cases.count == 303)
        for golden in cases {
            let alignment = aligner.align(reference: golden.reference, hypothesis: golden.hypothesis, units: .jiwer)
            #expect(alignment.counts == golden.words.counts, "\(golden.id)")
            #expect(alignment.chunks == golden.alignment.map(\.value), "\(golden.id)")
            #expect(abs(alignment.counts.errorRate - golden.words.wer) < 1e-12, "\(golden.id)")
            #expect(abs(alignment.counts.matchErrorRate - golden.words.mer) < 1e-12, "\(golden.id)")
            #expect(abs(alignment.counts.informationLost - golden.words.wil) < 1e-12, "\(golden.id)")
            #expect(abs(alignment.counts.informationPreserved - golden.words.wip) < 1e-12, "\(golden.id)")
        }
    }

    @Test("every golden character case has jiwer's counts", .enabled(if: SharedReference.isPresent))
    func goldenCharacters() throws {
        var aligner = Aligner()
        for golden in try GoldenCase.all() {
            let alignment = aligner.align(
                reference: golden.reference, hypothesis: golden.hypothesis, units: .characters)
            #expect(alignment.counts == golden.characters.counts, "\(golden.id)")
            #expect(abs(alignment.counts.errorRate - golden.characters.cer) < 1e-12, "\(golden.id)")
        }
    }

    @Test(
        "splitting on any white space differs from jiwer in cases of white space only",
        .enabled(if: SharedReference.isPresent))
    func whiteSpaceDiffers() throws {
        var aligner = Aligner()
        for golden in try GoldenCase.all() {
            let alignment = aligner.align(
                reference: golden.reference, hypothesis: golden.hypothesis, units: .whiteSpace)
            guard alignment.counts != golden.words.counts else { continue }
            #expect(["whitespace", "unicode"].contains(golden.category), "\(golden.id)")
        }
    }

    @Test("the bit rows give the edit script of the plain matrix", arguments: [1, 3, 40, 1 << 17])
    func equalsNaive(wholeRowLimit: Int) {
        var numbers = TestNumbers(state: UInt64(wholeRowLimit))
        var matrix = BitMatrix(wholeRowLimit: wholeRowLimit)
        for round in 0..<220 {
            let longest = round < 150 ? 12 : round < 210 ? 90 : 300
            let alphabet = 1 + numbers.below(round % 3 == 0 ? 3 : 30)
            let reference = (0..<numbers.below(longest + 1)).map { _ in Int32(numbers.below(alphabet)) }
            var hypothesis: [Int32] = []
            for unit in reference {
                switch numbers.below(8) {
                case 0: hypothesis.append(-1)
                case 1: hypothesis += [unit, Int32(numbers.below(alphabet))]
                case 2: break
                default: hypothesis.append(unit)
                }
            }
            if round % 5 == 0 {
                hypothesis = (0..<numbers.below(longest + 1)).map { _ in Int32(numbers.below(alphabet)) }
            }
            // A unit that the reference lacks is negative, as the interner makes it.
            hypothesis = hypothesis.map { reference.contains($0) ? $0 : -1 }
            let alignment = matrix.align(reference: reference, hypothesis: hypothesis, distinctCount: alphabet)
            #expect(alignment == NaiveAligner.align(reference: reference, hypothesis: hypothesis), "round \(round)")
        }
    }

    @Test("units are equal only where their bytes are")
    func bytesDecide() {
        var aligner = Aligner()
        #expect("caf\u{e9}" == "cafe\u{301}")
        let words = aligner.align(reference: "caf\u{e9}", hypothesis: "cafe\u{301}", units: .whiteSpace)
        #expect(words.counts == EditCounts(substitutions: 1))
        let characters = aligner.align(reference: "caf\u{e9}", hypothesis: "cafe\u{301}", units: .characters)
        #expect(characters.counts == EditCounts(hits: 3, substitutions: 1, insertions: 1))
    }

    @Test("an aligner gives the same answer whatever it aligned before")
    func reuse() {
        var used = Aligner()
        let pairs = [
            ("a b c d e f", "a x c d f"), (String(repeating: "w x ", count: 200), "x"), ("", "a"), ("b a", "a b"),
        ]
        for (reference, hypothesis) in pairs + pairs.reversed() {
            var fresh = Aligner()
            let expected = fresh.align(reference: reference, hypothesis: hypothesis, units: .whiteSpace)
            #expect(used.align(reference: reference, hypothesis: hypothesis, units: .whiteSpace) == expected)
        }
    }
}

/// The matrix of `reference/wer/README.md` and its traceback, word for word; slow and plain.
enum NaiveAligner {
    static func align(reference: [Int32], hypothesis: [Int32]) -> Alignment {
        var prefix = 0
        while prefix < min(reference.count, hypothesis.count), reference[prefix] == hypothesis[prefix] { prefix += 1 }
        var suffix = 0
        while suffix < min(reference.count, hypothesis.count) - prefix,
            reference[reference.count - 1 - suffix] == hypothesis[hypothesis.count - 1 - suffix]
        { suffix += 1 }
        let rows = reference.count - prefix - suffix
        let columns = hypothesis.count - prefix - suffix
        var distance = Array(repeating: Array(repeating: 0, count: columns + 1), count: rows + 1)
        for row in 0...rows {
            for column in 0...columns {
                if row == 0 || column == 0 {
                    distance[row][column] = row + column
                } else {
                    let isEqual = reference[prefix + row - 1] == hypothesis[prefix + column - 1]
                    distance[row][column] = min(
                        distance[row - 1][column - 1] + (isEqual ? 0 : 1), distance[row - 1][column] + 1,
                        distance[row][column - 1] + 1)
                }
            }
        }
        var script = Array(repeating: EditKind.equal, count: suffix)
        var (row, column) = (rows, columns)
        while row > 0 || column > 0 {
            if column == 0 || row > 0 && distance[row][column] == distance[row - 1][column] + 1 {
                script.append(.delete)
                row -= 1
            } else if row == 0 || distance[row][column - 1] == distance[row - 1][column - 1] - 1 {
                script.append(.insert)
                column -= 1
            } else {
                row -= 1
                column -= 1
                script.append(reference[prefix + row] == hypothesis[prefix + column] ? .equal : .substitute)
            }
        }
        script += Array(repeating: EditKind.equal, count: prefix)
        var chunks: [Alignment.Chunk] = []
        var (i, j) = (0, 0)
        for kind in script.reversed() {
            let (nextI, nextJ) = (i + (kind == .insert ? 0 : 1), j + (kind == .delete ? 0 : 1))
            if let last = chunks.last, last.kind == kind {
                chunks[chunks.count - 1] = Alignment.Chunk(
                    kind: kind, reference: last.reference.lowerBound..<nextI,
                    hypothesis: last.hypothesis.lowerBound..<nextJ)
            } else {
                chunks.append(Alignment.Chunk(kind: kind, reference: i..<nextI, hypothesis: j..<nextJ))
            }
            (i, j) = (nextI, nextJ)
        }
        return Alignment(chunks: chunks)
    }
}

/// Repeatable numbers for property tests (a 64-bit linear congruential generator, high bits used).
struct TestNumbers {
    var state: UInt64

    mutating func below(_ count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(count))
    }
}
