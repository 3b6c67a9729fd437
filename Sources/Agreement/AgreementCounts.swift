/// Sums over units from which every measure follows, so that a bootstrap only adds up.
///
/// Krippendorff's coincidences: every ordered pair of ratings of one unit counts `1 / (m - 1)` with m ratings of that unit,
/// so that each rating counts once. Fleiss' sums go over the units that every annotator rated.
struct AgreementCounts {
    let labels: Int
    let annotators: Int
    /// `[L, L]`, symmetric.
    var coincidences: [Double]
    /// Units that every annotator rated.
    var completeUnits = 0.0
    /// Over those, the ratings by label.
    var completeRatings: [Double]
    /// Over those, the share of agreeing pairs, summed.
    var completeAgreement = 0.0
    /// For two annotators, `[L, L]` over complete units.
    var pairs: [Double]

    init(labels: Int, annotators: Int) {
        self.labels = labels
        self.annotators = annotators
        coincidences = Array(repeating: 0, count: labels * labels)
        completeRatings = Array(repeating: 0, count: labels)
        pairs = Array(repeating: 0, count: labels * labels)
    }

    /// Adds a unit's ratings, counted `times` times.
    mutating func add(_ ratings: ArraySlice<Int32>, times: Double = 1) {
        let given = ratings.filter { $0 >= 0 }.map { Int($0) }
        guard given.count > 1 else { return }
        let weight = times / Double(given.count - 1)
        var agreeing = 0
        for (place, left) in given.enumerated() {
            for (other, right) in given.enumerated() where other != place {
                coincidences[left * labels + right] += weight
                if left == right { agreeing += 1 }
            }
        }
        guard given.count == annotators else { return }
        completeUnits += times
        completeAgreement += times * Double(agreeing) / Double(given.count * (given.count - 1))
        for label in given { completeRatings[label] += times }
        if annotators == 2 { pairs[given[0] * labels + given[1]] += times }
    }

    /// Share of equal pairs among the pairs of ratings of one unit.
    var observedAgreement: Double? {
        let total = coincidences.reduce(0, +)
        return total > 0 ? (0..<labels).reduce(0) { $0 + coincidences[$1 * labels + $1] } / total : nil
    }

    /// 1 − observed / expected disagreement.
    var krippendorffAlpha: Double? {
        let byLabel = (0..<labels).map { label in (0..<labels).reduce(0) { $0 + coincidences[label * labels + $1] } }
        let total = byLabel.reduce(0, +)
        guard total > 1, let observed = observedAgreement else { return nil }
        let expected = (total * total - byLabel.reduce(0) { $0 + $1 * $1 }) / (total * (total - 1))
        return expected > 0 ? 1 - (1 - observed) / expected : nil
    }

    /// Over the units that every annotator rated.
    var fleissKappa: Double? {
        guard completeUnits > 0, annotators > 1 else { return nil }
        let total = completeRatings.reduce(0, +)
        let chance = completeRatings.reduce(0) { $0 + ($1 / total) * ($1 / total) }
        return Self.corrected(completeAgreement / completeUnits, chance)
    }

    /// For two annotators.
    var cohenKappa: Double? {
        guard annotators == 2, completeUnits > 0 else { return nil }
        var chance = 0.0
        var agreed = 0.0
        for label in 0..<labels {
            let row = (0..<labels).reduce(0) { $0 + pairs[label * labels + $1] }
            let column = (0..<labels).reduce(0) { $0 + pairs[$1 * labels + label] }
            chance += row * column / (completeUnits * completeUnits)
            agreed += pairs[label * labels + label]
        }
        return Self.corrected(agreed / completeUnits, chance)
    }

    /// The share of a label's ratings that met the same label: the probability that another annotator says it too.
    func specificAgreement(_ label: Int) -> Double? {
        let total = (0..<labels).reduce(0) { $0 + coincidences[label * labels + $1] }
        return total > 0 ? coincidences[label * labels + label] / total : nil
    }

    /// Ratings of a label among units that two annotators or more rated.
    func pairableRatings(_ label: Int) -> Double {
        (0..<labels).reduce(0) { $0 + coincidences[label * labels + $1] }
    }

    private static func corrected(_ observed: Double, _ chance: Double) -> Double? {
        // Chance is a sum of rounded numbers: what differs from 1 only by rounding is 1.
        1 - chance > 1e-12 ? (observed - chance) / (1 - chance) : nil
    }
}
