/// p-values for several tests at once, so that the chance of any false finding stays what one test would have.
///
/// - Source: S. Holm, "A simple sequentially rejective multiple test procedure", 1979.
public enum HolmCorrection {
    /// The corrected values, in order; those that are nil are no tests.
    public static func corrected(_ values: [Double?]) -> [Double?] {
        var corrected = values
        let tests = values.enumerated().compactMap { place, value in value.map { (place: place, value: $0) } }
            .sorted { ($0.value, $0.place) < ($1.value, $1.place) }
        var highest = 0.0
        for (rank, test) in tests.enumerated() {
            highest = max(highest, min(1, test.value * Double(tests.count - rank)))
            corrected[test.place] = highest
        }
        return corrected
    }
}
