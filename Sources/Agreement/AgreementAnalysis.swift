public import ErrorRate

/// How well annotators agree, and how sure that is.
///
/// ```swift
/// var generator = SeededGenerator(seed: 1, stream: "agreement")
/// let analysis = AgreementAnalysis(ratings, bootstrap: Bootstrap(replicates: 1000), using: &generator)
/// ```
///
/// Intervals draw units with replacement and take the percentiles; a replicate in which a measure is not defined gives that
/// measure no value. (Hayes and Krippendorff 2007 draw pairs instead; units are what was sampled here.)
///
/// - Source: J. Cohen 1960; J. L. Fleiss 1971; K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011;
///   specific agreement: D. V. Cicchetti and A. R. Feinstein 1990.
public struct AgreementAnalysis: Sendable {
    /// A measure with its interval; both nil where it is not defined.
    public struct Measure: Sendable, Hashable {
        public var value: Double?
        /// nil without a bootstrap, and where too few replicates have the measure.
        public var interval: ClosedRange<Double>?
    }

    /// What can be said of one label.
    public struct Label: Sendable, Hashable {
        /// Ratings with this label by each annotator.
        public var ratings: [Int]
        /// The share of its ratings on which another annotator says the same; for two annotators its F1.
        public var agreement: Measure
    }

    public let units: Int
    /// Units that at least two annotators rated.
    public let pairableUnits: Int
    /// Units that every annotator rated.
    public let completeUnits: Int
    /// The share of equal pairs of ratings.
    public let observed: Measure
    /// For two annotators; nil with more.
    public let cohenKappa: Measure?
    /// Over the units that every annotator rated.
    public let fleissKappa: Measure
    /// Nominal, over the units that at least two annotators rated.
    public let krippendorffAlpha: Measure
    /// By label index.
    public let labels: [Label]

    /// - Parameters:
    ///   - ratings: of all annotators.
    ///   - bootstrap: how intervals are made; nil makes none.
    ///   - generator: where the draws come from.
    /// - Complexity: O(replicates · units · annotators²), 60 ns for each unit and replicate with two annotators.
    public init(
        _ ratings: Ratings, bootstrap: Bootstrap?, using generator: inout some RandomNumberGenerator
    ) {
        units = ratings.units
        pairableUnits = ratings.pairableUnits
        completeUnits = ratings.completeUnits
        let patterns = RatingPatterns(ratings)
        let whole = patterns.sum(times: patterns.counts)
        var draws = Draws(labels: ratings.labels)
        if let bootstrap, ratings.units > 0 {
            for _ in 0..<bootstrap.replicates { draws.add(patterns.draw(using: &generator)) }
        }
        let share = bootstrap?.confidence ?? 0
        func measure(_ value: Double?, _ drawn: [Double]) -> Measure {
            Measure(
                value: value, interval: value == nil ? nil : Self.interval(drawn, share, bootstrap?.replicates ?? 0))
        }
        observed = measure(whole.observedAgreement, draws.observed)
        cohenKappa = ratings.annotators == 2 ? measure(whole.cohenKappa, draws.cohen) : nil
        fleissKappa = measure(whole.fleissKappa, draws.fleiss)
        krippendorffAlpha = measure(whole.krippendorffAlpha, draws.alpha)
        labels = (0..<ratings.labels).map { label in
            let given = (0..<ratings.annotators).map { annotator in
                (0..<ratings.units).count { ratings.label($0, annotator) == label }
            }
            return Label(ratings: given, agreement: measure(whole.specificAgreement(label), draws.labels[label]))
        }
    }

    /// The percentiles; nil where fewer than half of the replicates have the measure.
    private static func interval(_ drawn: [Double], _ confidence: Double, _ replicates: Int) -> ClosedRange<Double>? {
        guard drawn.count > 1, drawn.count * 2 >= replicates else { return nil }
        return Spread(drawn, confidence: confidence).percentile
    }
}

/// The measures of the replicates that have them.
private struct Draws {
    var observed: [Double] = []
    var cohen: [Double] = []
    var fleiss: [Double] = []
    var alpha: [Double] = []
    var labels: [[Double]]

    init(labels: Int) { self.labels = Array(repeating: [], count: labels) }

    mutating func add(_ counts: AgreementCounts) {
        if let value = counts.observedAgreement { observed.append(value) }
        if let value = counts.cohenKappa { cohen.append(value) }
        if let value = counts.fleissKappa { fleiss.append(value) }
        if let value = counts.krippendorffAlpha { alpha.append(value) }
        for label in labels.indices {
            if let value = counts.specificAgreement(label) { labels[label].append(value) }
        }
    }
}
