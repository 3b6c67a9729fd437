/// What several annotators said about the same units: `[units, annotators]` of label indices, nil where one said nothing.
///
/// ```swift
/// let ratings = Ratings(labels: 3, units: [[0, 0, nil], [1, 2, 1]])
/// ratings.krippendorffAlpha      // nominal
/// ```
///
/// All measures are nominal: two labels are the same or not, and no pair is nearer than another. A measure is nil where
/// its denominator is 0: with one label everywhere nobody can tell agreement from chance.
public struct Ratings: Sendable {
    /// Number of labels L; indices are in `0..<labels`.
    public let labels: Int
    /// Number of annotators A.
    public let annotators: Int
    /// `[units, annotators]`, row-major; -1 where there is no rating.
    let values: [Int32]

    /// - Parameters:
    ///   - labels: how many there are.
    ///   - units: for each unit a label index or nil for each annotator; all as long.
    public init(labels: Int, units: [[Int?]]) {
        let annotators = units.first?.count ?? 0
        precondition(units.allSatisfy { $0.count == annotators }, "every unit needs a place for each annotator")
        precondition(
            units.allSatisfy { $0.allSatisfy { $0.map { (0..<labels).contains($0) } ?? true } },
            "label indices lie in 0..<\(labels)")
        self.labels = labels
        self.annotators = annotators
        values = units.flatMap { $0.map { $0.map(Int32.init) ?? -1 } }
    }

    /// Number of units.
    public var units: Int { annotators == 0 ? 0 : values.count / annotators }

    /// The label that an annotator gave a unit.
    public func label(_ unit: Int, _ annotator: Int) -> Int? {
        let value = values[unit * annotators + annotator]
        return value < 0 ? nil : Int(value)
    }

    /// The ratings of some of the annotators, in the order asked for.
    public func of(_ chosen: [Int]) -> Ratings {
        Ratings(labels: labels, units: (0..<units).map { unit in chosen.map { label(unit, $0) } })
    }

    /// Units that at least two annotators rated: those that can agree or disagree.
    public var pairableUnits: Int { (0..<units).count { unit in ratingCount(unit) > 1 } }

    /// Units that every annotator rated.
    public var completeUnits: Int { (0..<units).count { unit in ratingCount(unit) == annotators } }

    private func ratingCount(_ unit: Int) -> Int { (0..<annotators).count { label(unit, $0) != nil } }

    /// How often each label of one annotator met each of another: `[L, L]`, a row for each label of `first`.
    public func confusion(_ first: Int, _ second: Int) -> [[Int]] {
        var counts = Array(repeating: Array(repeating: 0, count: labels), count: labels)
        for unit in 0..<units {
            if let left = label(unit, first), let right = label(unit, second) { counts[left][right] += 1 }
        }
        return counts
    }
}
