import Corpus
import Testing
import Training

@Suite struct ClassificationMetricsTests {
    /// Three classes, ten utterances.
    ///
    ///            predicted 0  1  2   gold
    ///     gold 0           3  1  0      4
    ///     gold 1           1  2  1      4
    ///     gold 2           0  0  2      2
    ///     predicted        4  3  3     10
    static let gold = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2]
    static let predicted = [0, 0, 0, 1, 0, 1, 1, 2, 2, 2]

    @Test("the measures of a table of ten are those done by hand")
    func byHand() {
        let metrics = ClassificationMetrics(gold: Self.gold, predicted: Self.predicted, classes: 3)
        #expect(metrics.count == 10)
        #expect(metrics.confusion.counts == [3, 1, 0, 1, 2, 1, 0, 0, 2])
        #expect(metrics.precision(0) == 3.0 / 4 && metrics.precision(1) == 2.0 / 3 && metrics.precision(2) == 2.0 / 3)
        #expect(metrics.recall(0) == 3.0 / 4 && metrics.recall(1) == 2.0 / 4 && metrics.recall(2) == 1)
        #expect(metrics.f1(0) == 6.0 / 8 && metrics.f1(1) == 4.0 / 7 && metrics.f1(2) == 4.0 / 5)
        // 0.4 · 3/4 + 0.4 · 2/3 + 0.2 · 2/3 = 0.3 + 0.4
        #expect(abs(metrics.weightedAveragePrecision - 0.7) < 1e-12)
        #expect(metrics.weightedAccuracy == 0.7)
        // (3/4 + 2/4 + 1) / 3
        #expect(abs(metrics.unweightedAverageRecall - 0.75) < 1e-12)
        // (3/4 + 4/7 + 4/5) / 3 = 297/420
        #expect(abs(metrics.macroF1 - 297.0 / 420) < 1e-12)
        #expect(metrics.confusion.rowPercent[0] == [75, 25, 0])
        #expect(metrics.confusion.rowPercent[2] == [0, 0, 100])
    }

    @Test("a class without gold utterances is left out of UAR, but predicting it costs macro-F1")
    func absentClass() {
        let metrics = ClassificationMetrics(gold: [0, 0, 1, 1], predicted: [0, 2, 1, 1], classes: 4)
        #expect(metrics.unweightedAverageRecall == 0.75)
        // f1: 2/3, 1, 0 for class 2; class 3 never occurs and is left out.
        #expect(abs(metrics.macroF1 - 5.0 / 9) < 1e-12)
        #expect(metrics.weightedAveragePrecision == 1)
        #expect(metrics.confusion.rowPercent[3] == [0, 0, 0, 0])
    }

    @Test("a class that is never predicted has precision 0, and nothing at all has measures of 0")
    func undefinedRatios() {
        let never = ClassificationMetrics(gold: [0, 1], predicted: [0, 0], classes: 2)
        #expect(never.precision(1) == 0)
        #expect(never.weightedAveragePrecision == 0.25)
        let empty = ClassificationMetrics(gold: [], predicted: [], classes: 2)
        #expect(empty.count == 0 && empty.weightedAccuracy == 0 && empty.macroF1 == 0)
        #expect(empty.unweightedAverageRecall == 0 && empty.weightedAveragePrecision == 0)
    }

    @Test("the order of utterances changes nothing, and renaming the classes permutes the classes' measures only")
    func permutations() {
        var generator = SeededGenerator(seed: 11, stream: "metrics test")
        for _ in 0..<50 {
            let classes = 2 + generator.below(4)
            let count = 1 + generator.below(40)
            let gold = (0..<count).map { _ in generator.below(classes) }
            let predicted = (0..<count).map { _ in generator.below(classes) }
            let metrics = ClassificationMetrics(gold: gold, predicted: predicted, classes: classes)

            var order = Array(0..<count)
            generator.shuffle(&order)
            #expect(
                metrics
                    == ClassificationMetrics(
                        gold: order.map { gold[$0] }, predicted: order.map { predicted[$0] }, classes: classes))

            var names = Array(0..<classes)
            generator.shuffle(&names)
            let renamed = ClassificationMetrics(
                gold: gold.map { names[$0] }, predicted: predicted.map { names[$0] }, classes: classes)
            for label in 0..<classes {
                #expect(metrics.recall(label) == renamed.recall(names[label]))
                #expect(metrics.precision(label) == renamed.precision(names[label]))
            }
            #expect(abs(metrics.macroF1 - renamed.macroF1) < 1e-12)
            #expect(abs(metrics.weightedAveragePrecision - renamed.weightedAveragePrecision) < 1e-12)
            // WA is also the mean of the recalls weighted by the classes' shares.
            let weighted = (0..<classes).reduce(0.0) {
                $0 + metrics.recall($1) * Double(metrics.confusion.goldCount($1)) / Double(count)
            }
            #expect(abs(metrics.weightedAccuracy - weighted) < 1e-12)
        }
    }
}

@Suite struct ConfusionMatrixTests {
    @Test("rows sum to the gold counts, columns to the predicted counts, everything to the total")
    func sums() {
        var generator = SeededGenerator(seed: 3, stream: "confusion test")
        let gold = (0..<200).map { _ in generator.below(5) }
        let predicted = (0..<200).map { _ in generator.below(5) }
        let confusion = ConfusionMatrix(gold: gold, predicted: predicted, classes: 5)
        #expect(confusion.total == 200)
        for label in 0..<5 {
            #expect(confusion.goldCount(label) == gold.filter { $0 == label }.count)
            #expect(confusion.predictedCount(label) == predicted.filter { $0 == label }.count)
            #expect(abs(confusion.rowPercent[label].reduce(0, +) - 100) < 1e-9)
        }
    }

    @Test("the matrix of two parts together is the sum of theirs")
    func addition() {
        let gold = ClassificationMetricsTests.gold
        let predicted = ClassificationMetricsTests.predicted
        var sum = ConfusionMatrix(gold: Array(gold[..<4]), predicted: Array(predicted[..<4]), classes: 3)
        sum.add(ConfusionMatrix(gold: Array(gold[4...]), predicted: Array(predicted[4...]), classes: 3))
        #expect(sum == ConfusionMatrix(gold: gold, predicted: predicted, classes: 3))
    }
}
