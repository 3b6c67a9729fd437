/// The four highest strict local maxima of 16 sequences, falling; the lower place first among equals.
package struct PeakRanking {
    private static let none = Lanes(repeating: -.infinity)

    private var heights = (Self.none, Self.none, Self.none, Self.none)
    private var places = (SIMD16<Int32>.zero, SIMD16<Int32>.zero, SIMD16<Int32>.zero, SIMD16<Int32>.zero)

    package init() {}

    /// Finds them among places 1 to `values.count - 2`.
    package mutating func find(in values: [Lanes]) {
        let count = values.count
        var heights = (Self.none, Self.none, Self.none, Self.none)
        var places = (SIMD16<Int32>.zero, SIMD16<Int32>.zero, SIMD16<Int32>.zero, SIMD16<Int32>.zero)
        values.withPointer { values in
            for point in 1..<(count - 1) {
                let height = values[point]
                let isPeak = (values[point &- 1] .< height) .& (height .> values[point &+ 1])
                let beats3 = isPeak .& (height .> heights.3)
                guard any(beats3) else { continue }
                // Where it beats a rank, what held that rank moves down by one.
                let beats2 = isPeak .& (height .> heights.2)
                let beats1 = isPeak .& (height .> heights.1)
                let beats0 = isPeak .& (height .> heights.0)
                let place = SIMD16<Int32>(repeating: Int32(truncatingIfNeeded: point))
                heights.3 = heights.3.replacing(with: height, where: beats3).replacing(with: heights.2, where: beats2)
                heights.2 = heights.2.replacing(with: height, where: beats2).replacing(with: heights.1, where: beats1)
                heights.1 = heights.1.replacing(with: height, where: beats1).replacing(with: heights.0, where: beats0)
                heights.0 = heights.0.replacing(with: height, where: beats0)
                places.3 = places.3.replacing(with: place, where: beats3).replacing(with: places.2, where: beats2)
                places.2 = places.2.replacing(with: place, where: beats2).replacing(with: places.1, where: beats1)
                places.1 = places.1.replacing(with: place, where: beats1).replacing(with: places.0, where: beats0)
                places.0 = places.0.replacing(with: place, where: beats0)
            }
        }
        self.heights = heights
        self.places = places
    }

    /// Where the peak of a rank from 0 to 3 lies in one sequence; nil where there are not that many.
    package func place(rank: Int, lane: Int) -> Int? {
        let (height, place) =
            switch rank {
            case 0: (heights.0[lane], places.0[lane])
            case 1: (heights.1[lane], places.1[lane])
            case 2: (heights.2[lane], places.2[lane])
            default: (heights.3[lane], places.3[lane])
            }
        return height == -.infinity ? nil : Int(place)
    }
}
