/// For two units, the places of the reference where each stands, as bits; built from lists of places when asked for, since
/// a table of all units would take n · n bits.
struct MatchMasks {
    /// The bits of the selected units by turns, lowest place first.
    private(set) var current: [UInt64] = []

    // The places of unit u are places[starts[u]..<starts[u + 1]].
    private var starts: [Int32] = []
    private var places: [Int32] = []

    mutating func load(_ reference: [Int32], _ range: Range<Int>, distinctCount: Int) {
        let words = (range.count + 63) / 64
        if current.count < 2 * words { current = Array(repeating: 0, count: 2 * words) }
        if starts.count < distinctCount + 2 { starts = Array(repeating: 0, count: distinctCount + 2) }
        if places.count < range.count { places = Array(repeating: 0, count: range.count) }
        for unit in 0..<(distinctCount + 2) { starts[unit] = 0 }
        // Counted two places further on, so that filling moves each start to where the unit's list begins.
        for index in range { starts[Int(reference[index]) + 2] += 1 }
        for unit in 1..<(distinctCount + 2) { starts[unit] += starts[unit - 1] }
        for index in range {
            let unit = Int(reference[index])
            places[Int(starts[unit + 1])] = Int32(index - range.lowerBound)
            starts[unit + 1] += 1
        }
    }

    mutating func select(_ unit: Int32, lane: Int) {
        guard unit >= 0 else { return }
        for index in Int(starts[Int(unit)])..<Int(starts[Int(unit) + 1]) {
            let place = Int(places[index])
            current[2 * (place >> 6) + lane] |= 1 << UInt64(place & 63)
        }
    }

    mutating func deselect(_ unit: Int32, lane: Int) {
        guard unit >= 0 else { return }
        for index in Int(starts[Int(unit)])..<Int(starts[Int(unit) + 1]) {
            current[2 * (Int(places[index]) >> 6) + lane] = 0
        }
    }
}
