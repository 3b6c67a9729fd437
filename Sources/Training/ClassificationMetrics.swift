/// The measures of one set of predictions, all computed from its confusion matrix.
///
/// Undefined ratios count as 0: the precision of a label that was never predicted, every measure of an empty set
/// (look at `count`). This is what scikit-learn calls `zero_division=0`.
public struct ClassificationMetrics: Codable, Equatable, Sendable {
    /// The counts that everything else is computed from.
    public let confusion: ConfusionMatrix

    /// Measures of counts that exist already, for instance summed over folds.
    public init(_ confusion: ConfusionMatrix) { self.confusion = confusion }

    /// Measures of predicted against gold label indices; both lists are as long, labels in `0..<classes`.
    public init(gold: [Int], predicted: [Int], classes: Int) {
        confusion = ConfusionMatrix(gold: gold, predicted: predicted, classes: classes)
    }

    /// Number of utterances.
    public var count: Int { confusion.total }

    /// WAP = Σ share of class c · precision of class c, the headline of Yoon, Byun, Jung (SLT 2018).
    ///
    /// The share is the class's part of the *gold* labels.
    public var weightedAveragePrecision: Double {
        labels.reduce(0) { sum, label in
            sum + Self.ratio(confusion.goldCount(label), count) * precision(label)
        }
    }

    /// WA: the share of utterances predicted right, also called accuracy.
    public var weightedAccuracy: Double {
        Self.ratio(labels.reduce(0) { $0 + confusion.count(gold: $1, predicted: $1) }, count)
    }

    /// UAR: the mean recall of the classes that are *present* among the gold labels.
    ///
    /// Absent classes are left out (scikit-learn's `balanced_accuracy_score`): a test part of one speaker who has
    /// no sad utterance says nothing about the recall of sad.
    public var unweightedAverageRecall: Double {
        let present = labels.filter { confusion.goldCount($0) > 0 }
        return present.isEmpty ? 0 : present.reduce(0) { $0 + recall($1) } / Double(present.count)
    }

    /// The mean F1 of the classes that occur among the gold *or* the predicted labels (scikit-learn's rule): a class
    /// predicted though it never occurs is an error and counts as 0.
    public var macroF1: Double {
        let seen = labels.filter { confusion.goldCount($0) + confusion.predictedCount($0) > 0 }
        return seen.isEmpty ? 0 : seen.reduce(0) { $0 + f1($1) } / Double(seen.count)
    }

    /// Share of the utterances predicted as `label` that are `label`; 0 if there are none.
    public func precision(_ label: Int) -> Double {
        Self.ratio(confusion.count(gold: label, predicted: label), confusion.predictedCount(label))
    }

    /// Share of the utterances of `label` that were predicted as `label`; 0 if there are none.
    public func recall(_ label: Int) -> Double {
        Self.ratio(confusion.count(gold: label, predicted: label), confusion.goldCount(label))
    }

    /// Harmonic mean of precision and recall, `2·hits / (gold + predicted)`; 0 if the label never occurs.
    public func f1(_ label: Int) -> Double {
        Self.ratio(
            2 * confusion.count(gold: label, predicted: label),
            confusion.goldCount(label) + confusion.predictedCount(label))
    }

    private var labels: Range<Int> { 0..<confusion.classes }

    private static func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
}
