import ErrorRate

/// Units with the same ratings are one pattern, so that a bootstrap draws counts of patterns and not units.
struct RatingPatterns {
    private let ratings: Ratings
    /// A unit of each pattern.
    private var examples: [Int] = []
    /// How many units have each pattern.
    private(set) var counts: [Int] = []
    /// The pattern of each unit.
    private var patternOf: [Int32] = []

    init(_ ratings: Ratings) {
        self.ratings = ratings
        var places: [ArraySlice<Int32>: Int] = [:]
        for unit in 0..<ratings.units {
            let row = Self.row(ratings, unit)
            let place = places[row] ?? counts.count
            if place == counts.count {
                places[row] = place
                examples.append(unit)
                counts.append(0)
            }
            counts[place] += 1
            patternOf.append(Int32(place))
        }
    }

    /// The sums with each pattern so many times.
    func sum(times: [Int]) -> AgreementCounts {
        var sum = AgreementCounts(labels: ratings.labels, annotators: ratings.annotators)
        for (example, times) in zip(examples, times) where times > 0 {
            sum.add(Self.row(ratings, example), times: Double(times))
        }
        return sum
    }

    /// The sums of as many units as there are, drawn with replacement.
    func draw(using generator: inout some RandomNumberGenerator) -> AgreementCounts {
        var times = Array(repeating: 0, count: counts.count)
        var draw = IndexDraw(count: patternOf.count)
        for _ in 0..<patternOf.count { times[Int(patternOf[draw.next(using: &generator)])] += 1 }
        return sum(times: times)
    }

    private static func row(_ ratings: Ratings, _ unit: Int) -> ArraySlice<Int32> {
        // An array of its own, so that slices of different places are equal where their values are.
        ArraySlice(Array(ratings.values[(unit * ratings.annotators)..<((unit + 1) * ratings.annotators)]))
    }
}
