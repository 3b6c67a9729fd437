/// Where a curve of differences, drawn as straight lines between its points, first falls below 0.
enum CurveCrossing: Equatable {
    /// Not above 0 at the first point.
    case neverAbove
    /// It falls to 0 at this rate and is below at the next point.
    case at(Double)
    /// It is nowhere below 0 after the first point.
    case notCrossed

    /// - Parameters:
    ///   - rates: rising.
    ///   - differences: the curve less what it is compared with, one for each rate.
    init(rates: [Double], differences: [Double]) {
        guard let first = differences.first, first > 0 else {
            self = .neverAbove
            return
        }
        for next in differences.indices.dropFirst() where differences[next] < 0 {
            let (above, below) = (differences[next - 1], differences[next])
            self = .at(rates[next - 1] + (rates[next] - rates[next - 1]) * above / (above - below))
            return
        }
        self = .notCrossed
    }

    /// For the order among replicates: never above counts as below all rates, not crossed as above them.
    fileprivate var position: Double {
        switch self {
        case .neverAbove: -.infinity
        case .at(let rate): rate
        case .notCrossed: .infinity
        }
    }
}

extension RobustnessCrossing {
    /// What was found, with an interval of 95 % from what the replicates found.
    init(_ found: CurveCrossing, replicates: [CurveCrossing]) {
        switch found {
        case .neverAbove: (outcome, rate) = (.neverAbove, nil)
        case .at(let crossed): (outcome, rate) = (.crossed, crossed)
        case .notCrossed: (outcome, rate) = (.notCrossed, nil)
        }
        let sorted = replicates.map(\.position).sorted()
        /// The end's neighbour towards the outside: infinities cannot be interpolated.
        func end(_ place: Double) -> Double? {
            guard sorted.count > 1 else { return nil }
            let value = sorted[Int(place.rounded())]
            return value.isFinite ? value : nil
        }
        low = end((0.025 * Double(sorted.count - 1)).rounded(.down))
        high = end((0.975 * Double(sorted.count - 1)).rounded(.up))
        let count = Double(max(1, sorted.count))
        shareCrossed = Double(sorted.filter(\.isFinite).count) / count
        shareNotCrossed = Double(sorted.filter { $0 == .infinity }.count) / count
    }
}
