import Corpus
import ErrorRate
import Foundation
import Testing

@testable import Agreement

/// Golden figures of scikit-learn, krippendorff, nltk and statsmodels, made by `Tools/make_agreement_golden.py`.
@Suite("Agreement")
struct AgreementAnalysisTests {
    private struct Golden: Decodable {
        struct Case: Decodable {
            var labels: Int
            var ratings: [[Int]]
            var krippendorffAlpha: Double
            var fleissKappa: Double
            var cohenKappa: Double?
            var f1: [Double?]?
            var confusion: [[Int]]?

            var all: Ratings { Ratings(labels: labels, units: ratings.map { $0.map { $0 < 0 ? nil : $0 } }) }
        }

        var cases: [Case]
    }

    private static let golden: [Golden.Case] = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/agreement.json")
        return (try? JSONDecoder().decode(Golden.self, from: Data(contentsOf: path)).cases) ?? []
    }()

    private func analysis(_ ratings: Ratings, replicates: Int? = nil, seed: UInt64 = 1) -> AgreementAnalysis {
        var generator = SeededGenerator(seed: seed)
        return AgreementAnalysis(
            ratings, bootstrap: replicates.map { Bootstrap(replicates: $0) }, using: &generator)
    }

    /// Sums in another order: a few units in the last place.
    private func isNear(_ found: Double?, _ wanted: Double?) -> Bool {
        guard let found, let wanted else { return (found == nil) == (wanted == nil) }
        return abs(found - wanted) < 1e-12
    }

    @Test("kappa, alpha, agreement by label and confusion are the other programs'", arguments: 0..<10)
    func golden(_ index: Int) throws {
        let golden = try #require(Self.golden.indices.contains(index) ? Self.golden[index] : nil)
        let ratings = golden.all
        let found = analysis(ratings)
        #expect(isNear(found.krippendorffAlpha.value, golden.krippendorffAlpha))
        #expect(isNear(found.fleissKappa.value, golden.fleissKappa))
        #expect((found.cohenKappa == nil) == (ratings.annotators != 2))
        #expect(isNear(found.cohenKappa?.value, golden.cohenKappa))
        if let f1 = golden.f1 {
            for (label, wanted) in zip(found.labels, f1) { #expect(isNear(label.agreement.value, wanted)) }
        }
        if let confusion = golden.confusion { #expect(ratings.confusion(0, 1) == confusion) }
    }

    @Test("Krippendorff's own example with four observers and missing values has alpha 0.743")
    func krippendorff() {
        // "Computing Krippendorff's Alpha-Reliability", 2011, example C; labels there 1 to 5.
        let observers: [[Int?]] = [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, nil, nil, nil], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nil, 3],
            [nil, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nil], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nil],
        ]
        let units = (0..<12).map { unit in observers.map { $0[unit].map { $0 - 1 } } }
        let found = analysis(Ratings(labels: 5, units: units))
        #expect(abs((found.krippendorffAlpha.value ?? 0) - 0.743) < 0.0005)
        #expect(found.pairableUnits == 11)
    }

    @Test("the order of units, annotators and labels changes no measure")
    func symmetry() {
        var generator = SeededGenerator(seed: 3)
        var units = (0..<50).map { _ in (0..<3).map { _ in generator.below(5) == 0 ? nil : generator.below(4) } }
        let before = analysis(Ratings(labels: 4, units: units))
        generator.shuffle(&units)
        let turned = units.map { unit in [unit[2], unit[0], unit[1]].map { $0.map { 3 - $0 } } }
        let after = analysis(Ratings(labels: 4, units: turned))
        #expect(isNear(before.krippendorffAlpha.value, after.krippendorffAlpha.value))
        #expect(isNear(before.fleissKappa.value, after.fleissKappa.value))
        for label in 0..<4 {
            #expect(isNear(before.labels[label].agreement.value, after.labels[3 - label].agreement.value))
        }
    }

    @Test("who agrees on everything has 1 everywhere, and one label alone tells nothing")
    func edges() {
        let perfect = analysis(Ratings(labels: 3, units: [[0, 0], [1, 1], [2, 2]]))
        #expect(perfect.cohenKappa?.value == 1 && perfect.fleissKappa.value == 1)
        #expect(perfect.krippendorffAlpha.value == 1 && perfect.observed.value == 1)
        let single = analysis(Ratings(labels: 2, units: [[0, 0], [0, 0]]))
        #expect(single.observed.value == 1)
        #expect(single.cohenKappa?.value == nil && single.krippendorffAlpha.value == nil)
        #expect(single.labels[1].agreement.value == nil)
        let alone = analysis(Ratings(labels: 2, units: [[0, nil], [nil, 1]]))
        #expect(alone.observed.value == nil && alone.pairableUnits == 0 && alone.units == 2)
        #expect(analysis(Ratings(labels: 2, units: []), replicates: 100).observed.value == nil)
    }

    @Test("equal seeds give equal intervals, which hold the value and shrink with the corpus")
    func intervals() throws {
        var generator = SeededGenerator(seed: 4)
        func ratings(_ count: Int) -> Ratings {
            Ratings(
                labels: 3,
                units: (0..<count).map { _ in
                    let truth = generator.below(3)
                    return (0..<2).map { _ in generator.below(4) == 0 ? generator.below(3) : truth }
                })
        }
        let (few, many) = (ratings(60), ratings(960))
        let small = try #require(analysis(few, replicates: 400).cohenKappa)
        #expect(analysis(few, replicates: 400).cohenKappa == small)
        #expect(analysis(few, replicates: 400, seed: 2).cohenKappa != small)
        let large = try #require(analysis(many, replicates: 400).cohenKappa)
        let widths = [small, large].compactMap { $0.interval.map { $0.upperBound - $0.lowerBound } }
        try #require(widths.count == 2)
        // Sixteen times the units: a quarter of the width.
        #expect(widths[1] < widths[0] / 2.5 && widths[1] > widths[0] / 6)
        for measure in [small, large] {
            #expect(try #require(measure.interval).contains(try #require(measure.value)))
        }
    }
}
