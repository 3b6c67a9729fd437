/// The four measures of a confusion matrix `[C, C]` of summed counts, as `ClassificationMetrics` defines them, without
/// allocation: a bootstrap needs millions.
struct MeasureKernel {
    private let classes: Int
    private var gold: [Int]
    private var predicted: [Int]

    init(classes: Int) {
        self.classes = classes
        gold = [Int](repeating: 0, count: classes)
        predicted = gold
    }

    /// Adds WAP, WA, UAR and macro-F1 of the matrix that begins at `start` of `counts` to `sums`, in that order.
    mutating func add(_ counts: [Int], at start: Int = 0, to sums: inout [Double]) {
        var total = 0
        for label in 0..<classes {
            gold[label] = 0
            predicted[label] = 0
        }
        for row in 0..<classes {
            for column in 0..<classes {
                let count = counts[start + row * classes + column]
                gold[row] += count
                predicted[column] += count
                total += count
            }
        }
        guard total > 0 else { return }
        var (precisions, recalls, scores) = (0.0, 0.0, 0.0)
        var (right, present, seen) = (0, 0, 0)
        for label in 0..<classes {
            let hits = counts[start + label * classes + label]
            right += hits
            if predicted[label] > 0 {
                precisions += Double(gold[label]) / Double(total) * (Double(hits) / Double(predicted[label]))
            }
            if gold[label] > 0 {
                recalls += Double(hits) / Double(gold[label])
                present += 1
            }
            if gold[label] + predicted[label] > 0 {
                scores += Double(2 * hits) / Double(gold[label] + predicted[label])
                seen += 1
            }
        }
        sums[0] += precisions
        sums[1] += Double(right) / Double(total)
        sums[2] += recalls / Double(present)
        sums[3] += scores / Double(seen)
    }
}
