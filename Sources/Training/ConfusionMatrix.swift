/// How often each gold label was predicted as each label: a square table of counts.
///
/// ```swift
/// let confusion = ConfusionMatrix(gold: [0, 0, 1], predicted: [0, 1, 1], classes: 2)
/// confusion.count(gold: 0, predicted: 1)  // 1
/// ```
public struct ConfusionMatrix: Codable, Equatable, Sendable {
    /// Number of classes C; labels are indices in `0..<C`.
    public let classes: Int

    /// `[C, C]`, row-major: a row per gold label, a column per predicted label.
    public private(set) var counts: [Int]

    /// A table of zeros.
    public init(classes: Int) {
        precondition(classes > 0, "a confusion matrix needs at least one class")
        self.classes = classes
        counts = [Int](repeating: 0, count: classes * classes)
    }

    /// Counts pairs of labels; both lists are as long, every label is in `0..<classes`.
    public init(gold: [Int], predicted: [Int], classes: Int) {
        precondition(gold.count == predicted.count, "every gold label needs one prediction")
        self.init(classes: classes)
        for (gold, predicted) in zip(gold, predicted) { add(gold: gold, predicted: predicted) }
    }

    /// Number of pairs counted.
    public var total: Int { counts.reduce(0, +) }

    /// Counts one pair.
    public mutating func add(gold: Int, predicted: Int) {
        precondition(
            gold >= 0 && gold < classes && predicted >= 0 && predicted < classes,
            "labels \(gold), \(predicted) are outside 0..<\(classes)")
        counts[gold * classes + predicted] += 1
    }

    /// Adds the counts of another part of the data, such as another fold's test part.
    public mutating func add(_ other: ConfusionMatrix) {
        precondition(other.classes == classes, "confusion matrices of \(classes) and \(other.classes) classes")
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// Utterances of label `gold` that were predicted as `predicted`.
    public func count(gold: Int, predicted: Int) -> Int { counts[gold * classes + predicted] }

    /// Utterances whose gold label is `label`.
    public func goldCount(_ label: Int) -> Int {
        (0..<classes).reduce(0) { $0 + count(gold: label, predicted: $1) }
    }

    /// Utterances predicted as `label`.
    public func predictedCount(_ label: Int) -> Int {
        (0..<classes).reduce(0) { $0 + count(gold: $1, predicted: label) }
    }

    /// Per cent of each gold label's utterances that went to each label (the paper's figure 3), `[C][C]`.
    ///
    /// A label without utterances has a row of zeros.
    public var rowPercent: [[Double]] {
        (0..<classes).map { gold in
            let total = goldCount(gold)
            return (0..<classes).map { total == 0 ? 0 : 100 * Double(count(gold: gold, predicted: $0)) / Double(total) }
        }
    }
}
