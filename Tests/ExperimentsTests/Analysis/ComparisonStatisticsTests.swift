import Corpus
import ErrorRate
import Models
import Testing
import Training

@testable import Experiments

@Suite struct ComparisonStatisticsTests {
    private let sample: StatisticsSample
    private let places: TestPlaces
    private let rows: [PooledPredictions]

    init() throws {
        sample = try StatisticsSample.load()
        places = TestPlaces(sample.data)
        rows = sample.rows(places)
    }

    private func resampling(_ replicates: Int = 4_000, seed: UInt64 = 3) -> Resampling {
        Resampling(sample.data, places: places, seed: seed, replicates: replicates)
    }

    @Test("measures of each run are scikit-learn's, by the table's code and by the kernel of the bootstrap")
    func measures() {
        let replicates = RowReplicates(rows, resampling(2), places: places, classes: 3)
        var kernel = MeasureKernel(classes: 3)
        for (row, golden) in sample.measures.enumerated() {
            for run in golden.indices {
                var sums = [0.0, 0, 0, 0]
                kernel.add(replicates.runs[row][run].confusion.counts, to: &sums)
                for (place, measure) in Measure.allCases.enumerated() {
                    #expect(abs(replicates.runs[row][run][measure] - golden[run][place]) < 1e-12)
                    #expect(abs(sums[place] - golden[run][place]) < 1e-12)
                }
            }
        }
    }

    @Test("the kernel agrees with the measures on any matrix, absent and never predicted labels included")
    func kernel() {
        var generator = SeededGenerator(seed: 1)
        var kernel = MeasureKernel(classes: 3)
        for _ in 0..<300 {
            var matrix = ConfusionMatrix(classes: 3)
            for _ in 0..<generator.below(6) { matrix.add(gold: generator.below(3), predicted: generator.below(3)) }
            var sums = [0.0, 0, 0, 0]
            kernel.add(matrix.counts, to: &sums)
            let metrics = ClassificationMetrics(matrix)
            for (place, measure) in Measure.allCases.enumerated() {
                #expect(abs(sums[place] - metrics[measure]) < 1e-12)
            }
        }
    }

    @Test("intervals of speaker draws agree with those that numpy drew")
    func intervals() {
        let resampling = resampling()
        #expect(resampling.facts.unit == .speakers && resampling.facts.units == 9)
        let replicates = RowReplicates(rows, resampling, places: places, classes: 3)
        for row in rows.indices {
            for measure in Measure.allCases.indices {
                let interval = resampling.interval(replicates.values[row][measure])
                // Ends of 4,000 and 20,000 replicates, whose spread is about 0.05: their own error is about 0.003.
                #expect(abs((interval?.low ?? 0) - sample.low[row][measure]) < 0.012)
                #expect(abs((interval?.high ?? 0) - sample.high[row][measure]) < 0.012)
            }
        }
    }

    @Test("paired comparisons: differences, intervals, McNemar's test and effect sizes are those of other programs")
    func comparison() throws {
        let resampling = resampling()
        let replicates = RowReplicates(rows, resampling, places: places, classes: 3)
        let all = PairedComparisons(rows, replicates, resampling, places: places).all
        #expect(all.count == 1)
        let comparison = try #require(all.first)
        #expect(comparison.kind == .models && comparison.first == StatisticsSample.gold)
        for (place, value) in comparison.measures.enumerated() {
            let means = sample.measures.map { $0.map { $0[place] }.reduce(0, +) / 3 }
            #expect(abs((value.difference ?? 0) - (means[0] - means[1])) < 1e-12)
            #expect(abs((value.interval?.low ?? 0) - sample.differenceLow[place]) < 0.012)
            #expect(abs((value.interval?.high ?? 0) - sample.differenceHigh[place]) < 0.012)
            #expect(abs((value.pValue ?? 1) - sample.differenceP[place]) < 0.002)
            #expect(value.correctedPValue == value.pValue)
        }
        let votes = try #require(comparison.votes)
        #expect([[votes.bothRight, votes.onlyFirstRight], [votes.onlySecondRight, votes.bothWrong]] == sample.votes)
        #expect(abs(votes.pValue - sample.mcnemarP) < 1e-12)
        #expect(abs(votes.cohensH - sample.cohensH) < 1e-12)
    }

    @Test("Holm's correction is statsmodels'")
    func holm() {
        let corrected = HolmCorrection.corrected(sample.holmRaw)
        for (own, other) in zip(corrected, sample.holm) { #expect(abs((own ?? 2) - other) < 1e-12) }
    }

    @Test("Cohen's d by hand: means one apart, deviations 1 and 2")
    func cohensD() {
        let first = MeanDeviation([1, 2, 3])
        let second = MeanDeviation([-1, 1, 3])
        #expect(PairedComparisons.cohensD(first, second) == 1 / (2.5).squareRoot())
        #expect(PairedComparisons.cohensD(first, MeanDeviation([2])) == nil)
        #expect(PairedComparisons.cohensD(MeanDeviation([1, 1]), MeanDeviation([2, 2])) == nil)
    }

    @Test("two rows with the same predictions differ by nothing, with p = 1")
    func identical() throws {
        let twice = [rows[0], rows[0]]
        let resampling = resampling(500)
        let replicates = RowReplicates(twice, resampling, places: places, classes: 3)
        // The same row twice is a comparison of transcripts, gold with gold.
        let comparison = try #require(
            PairedComparisons(twice, replicates, resampling, places: places).all.first)
        for value in comparison.measures {
            #expect(value.difference == 0 && value.pValue == 1 && value.correctedPValue == 1)
            #expect(value.interval == ConfidenceInterval(low: 0, high: 0))
        }
        #expect(comparison.votes?.pValue == 1 && comparison.votes?.cohensH == 0)
    }

    @Test("the interval holds the figure itself, and the same seed gives the same interval")
    func repeatable() {
        let first = RowReplicates(rows, resampling(300), places: places, classes: 3)
        let again = RowReplicates(rows, resampling(300), places: places, classes: 3)
        let other = RowReplicates(rows, resampling(300, seed: 4), places: places, classes: 3)
        #expect(first.values == again.values)
        #expect(first.values != other.values)
        for (row, values) in first.values.enumerated() {
            for (place, measure) in Measure.allCases.enumerated() {
                let mean = MeanDeviation(first.perRun(row, measure)).mean ?? 0
                let interval = resampling(300).interval(values[place])
                #expect(interval.map { $0.low < mean && mean < $0.high } == true)
            }
        }
    }

    @Test("the interval of 95 % holds the true UAR in about as many corpora, where drawing utterances would not")
    func coverage() {
        var generator = SeededGenerator(seed: 6)
        var covered = (speakers: 0, utterances: 0)
        let corpora = 120
        for corpus in 0..<corpora {
            // 25 speakers, each understood in a quarter or in three quarters of 12 utterances: a UAR of one half.
            var utterances: [ExperimentUtterance] = []
            var predicted: [Int] = []
            for speaker in 0..<25 {
                let skill = generator.below(2) == 0 ? 0.25 : 0.75
                for turn in 0..<12 {
                    let isRight = generator.uniform() < skill
                    utterances.append(
                        ExperimentUtterance(
                            id: "\(speaker)/\(turn)", speaker: "\(speaker)", label: turn % 2, frames: [], frameCount: 0,
                            prosody: [], transcripts: [:]))
                    predicted.append(isRight ? turn % 2 : 1 - turn % 2)
                }
            }
            func holds(_ utterances: [ExperimentUtterance]) -> Bool {
                let data = ExperimentData(
                    labels: ["a", "b"], utterances: utterances,
                    folds: [Fold(index: 0, name: "all", train: [], dev: [], test: Array(utterances.indices))],
                    scheme: .given)
                let places = TestPlaces(data)
                let resampling = Resampling(data, places: places, seed: UInt64(corpus), replicates: 200)
                let figure = RecallFigure(
                    hits: zip(predicted, places.labels).map { $0 == $1 ? 1 : 0 }, runs: 1,
                    included: Array(predicted.indices))
                let recalls = RecallFigures([figure], resampling, places: places, classes: 2)
                let values = recalls.replicates[0].compactMap(\.self)
                return resampling.interval(values).map { $0.low <= 0.5 && 0.5 <= $0.high } ?? false
            }
            if holds(utterances) { covered.speakers += 1 }
            let nameless = utterances.map {
                ExperimentUtterance(
                    id: $0.id, speaker: "", label: $0.label, frames: [], frameCount: 0, prosody: [], transcripts: [:])
            }
            if holds(nameless) { covered.utterances += 1 }
        }
        #expect(covered.speakers * 100 >= corpora * 88)
        #expect(covered.utterances * 100 < corpora * 80)
    }

    @Test("confusions in row percent and calibration are scikit-learn's and numpy's")
    func calibration() throws {
        var matrix = ConfusionMatrix(classes: 3)
        for run in rows[0].predicted {
            for (gold, predicted) in zip(sample.gold, run) { matrix.add(gold: gold, predicted: Int(predicted)) }
        }
        for (own, other) in zip(matrix.rowPercent.joined(), sample.rowPercent.joined()) {
            #expect(abs(own - other) < 1e-9)
        }
        let curve = try #require(CalibrationCurve(rows[0]))
        // Probabilities are kept as 32-bit numbers.
        #expect(abs(curve.expectedCalibrationError - sample.calibration.ece) < 1e-6)
        #expect(abs(curve.brierScore - sample.calibration.brier) < 1e-6)
        #expect(abs(curve.negativeLogLikelihood - sample.calibration.nll) < 1e-6)
        #expect(curve.predictions == 270 && curve.bins.reduce(0) { $0 + $1.count } == 270)
        #expect(curve.bins.allSatisfy { $0.low <= $0.confidence && $0.confidence <= $0.high })
    }

    @Test("most runs decide the vote; of equals the higher mean probability")
    func votes() {
        let data = ExperimentData(
            labels: ["a", "b"], utterances: Array(sample.data.utterances.prefix(2)),
            folds: [Fold(index: 0, name: "all", train: [], dev: [], test: [0, 1])], scheme: .given)
        var pooled = PooledPredictions(StatisticsSample.gold, places: TestPlaces(data), classes: 2)
        func run(_ predicted: [Int], _ probabilities: [Float]) {
            pooled.add(
                [TestResult(transcripts: .gold, predicted: predicted, probabilities: probabilities)], isFirstRun: true)
        }
        run([0, 0], [0.6, 0.4, 0.9, 0.1])
        run([1, 1], [0.1, 0.9, 0.4, 0.6])
        #expect(pooled.votes == [1, 0])
        run([0, 1], [0.6, 0.4, 0.4, 0.6])
        #expect(pooled.votes == [0, 1])
        // A run without all its folds is left out.
        pooled.add([nil], isFirstRun: false)
        #expect(pooled.runs == 3)
    }
}
