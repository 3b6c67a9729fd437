/// Sequences of different lengths laid out step by step, without padding.
///
/// Rows are ordered by length, longest first, so that the rows still alive at a step are always the first ones; a row's
/// index in that order is its *place*. Step t of all living rows lies together: the packed row of `place` at `step` is
/// `offsets[step] + place`. A finished row takes no further part in any product, and there is nothing to mask.
///
/// ```
/// lengths 2, 4, 1  →  order 1, 0, 2   alive 3, 2, 1, 1   offsets 0, 3, 5, 6, 7
/// ```
package struct PackedSequences {
    /// Row of each place.
    package private(set) var order: [Int] = []
    /// Length of each place, descending; zeros last.
    package private(set) var lengths: [Int] = []
    /// Rows alive at each step.
    package private(set) var alive: [Int] = []
    /// First packed row of each step; one more at the end, the number of packed rows.
    package private(set) var offsets: [Int] = [0]

    package init() {}

    /// Number of sequences, the empty ones included.
    package var rows: Int { order.count }
    /// Length of the longest.
    package var steps: Int { alive.count }
    /// Packed rows, the sum of all lengths.
    package var total: Int { offsets[alive.count] }

    /// Lays out sequences of the given lengths; equal lengths keep their order.
    ///
    /// It allocates only to grow.
    package mutating func plan(_ rowLengths: [Int]) {
        order.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        for (row, length) in rowLengths.enumerated() {
            var place = order.count
            order.append(row)
            lengths.append(length)
            while place > 0, lengths[place - 1] < length {
                order.swapAt(place - 1, place)
                lengths.swapAt(place - 1, place)
                place -= 1
            }
        }
        alive.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        offsets.append(0)
        var living = order.count
        for step in 0..<(lengths.first ?? 0) {
            while living > 0, lengths[living - 1] <= step { living -= 1 }
            alive.append(living)
            offsets.append(offsets[step] + living)
        }
    }

    /// The step after the last of a run that starts at `start` and has at least `rows` packed rows where that many are left.
    func runEnd(from start: Int, rows: Int) -> Int {
        var end = start + 1
        while end < steps, offsets[end] - offsets[start] < rows { end += 1 }
        return end
    }

    /// The first step of a run that ends before `end`, likewise.
    func runStart(before end: Int, rows: Int) -> Int {
        var start = end - 1
        while start > 0, offsets[end] - offsets[start] < rows { start -= 1 }
        return start
    }
}
