/// How sure an error rate is.
public struct RateInterval: Sendable, Hashable {
    /// The rate of the units as they are.
    public let rate: Double
    /// The replicates.
    public let spread: Spread
    /// The size of the sample: how many units were drawn from.
    public let units: Int
    public let settings: Bootstrap
}

/// How sure the difference between two error rates on the same utterances is.
public struct RateDifference: Sendable, Hashable {
    public let firstRate: Double
    public let secondRate: Double
    /// The replicates of the first rate less the second.
    public let spread: Spread
    /// Replicates in which the second has the lower rate.
    public let better: Int
    /// Replicates in which both have the same rate.
    public let equal: Int
    /// Replicates in which the second has the higher rate.
    public let worse: Int
    /// The size of the sample: how many units were drawn from.
    public let units: Int
    public let settings: Bootstrap

    /// The first rate less the second; positive where the second is better.
    public var difference: Double { firstRate - secondRate }

    /// The share of the replicates in which the second has the lower rate.
    public var probabilityOfImprovement: Double { Double(better) / Double(better + equal + worse) }

    /// The two-sided p-value of no difference, as `ReplicateSigns` has it.
    public var pValue: Double { ReplicateSigns(above: better, equal: equal, below: worse).pValue }
}

/// On which side of 0 the replicates of a difference lie.
public struct ReplicateSigns: Sendable, Hashable {
    public private(set) var above: Int
    public private(set) var equal: Int
    public private(set) var below: Int

    public init(above: Int = 0, equal: Int = 0, below: Int = 0) {
        self.above = above
        self.equal = equal
        self.below = below
    }

    /// Adds a replicate.
    public mutating func add(_ difference: Double) {
        if difference > 0 { above += 1 } else if difference < 0 { below += 1 } else { equal += 1 }
    }

    /// The two-sided p-value of no difference: twice the smaller share of replicates on one side of 0, those at 0 counted
    /// on both, with one added to both parts of the share so that it is never 0.
    public var pValue: Double {
        min(1, 2 * Double(min(above, below) + equal + 1) / Double(above + equal + below + 1))
    }
}

/// What the replicates of a bootstrap look like.
public struct Spread: Sendable, Hashable {
    public let mean: Double
    /// With n − 1.
    public let standardDeviation: Double
    /// Between the quantiles that leave half of the rest on either side, interpolated between neighbours.
    public let percentile: ClosedRange<Double>
    /// The mean and as many standard deviations as the normal distribution asks for: 1.96 for 95 %.
    public let normal: ClosedRange<Double>

    /// The spread of at least two values; `confidence` lies between 0 and 1.
    public init(_ values: [Double], confidence: Double) {
        let sorted = values.sorted()
        let mean = sorted.reduce(0, +) / Double(sorted.count)
        self.mean = mean
        let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        standardDeviation = (squares / Double(sorted.count - 1)).squareRoot()
        let rest = (1 - confidence) / 2
        percentile = Self.quantile(sorted, rest)...Self.quantile(sorted, 1 - rest)
        let halfWidth = NormalDistribution.halfWidth(confidence: confidence) * standardDeviation
        normal = (mean - halfWidth)...(mean + halfWidth)
    }

    /// A quantile by definition 7 of Hyndman and Fan, 1996, which is also NumPy's.
    private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        let place = share * Double(sorted.count - 1)
        let lower = Int(place)
        let upper = min(lower + 1, sorted.count - 1)
        return min(sorted[upper], sorted[lower] + (place - Double(lower)) * (sorted[upper] - sorted[lower]))
    }
}
