/// Mean of each sequence's states over its own steps: pooled `[rows, size]` by place is overwritten.
///
/// An empty sequence gives zeros. A row's sum runs over its steps in order, whatever the other rows are.
///
/// - Parameters:
///   - pooled: `[rows, size]` by place.
///   - states: `[total, size]`, packed.
///   - packed: the layout of the states.
///   - size: values of a state.
package func meanPoolForward(_ pooled: MutableFloats, states: Floats, packed: PackedSequences, size: Int) {
    pooled.update(repeating: 0, count: packed.rows * size)
    for step in 0..<packed.steps {
        // The living rows are the first ones, in the sums as in the states.
        let count = packed.alive[step] * size
        let source = states + packed.offsets[step] * size
        var index = 0
        while index < count {
            pooled[index] += source[index]
            index += 1
        }
    }
    for place in 0..<packed.rows where packed.lengths[place] > 1 {
        let share = 1 / Float(packed.lengths[place])
        for index in place * size..<(place + 1) * size { pooled[index] *= share }
    }
}

/// Gradient of `meanPoolForward`: every step of a sequence gets `dPooled / length`.
///
/// - Parameters:
///   - dStates: `[total, size]`, packed, overwritten.
///   - dPooled: `[rows, size]` by place.
///   - packed: the layout of the states.
///   - size: values of a state.
package func meanPoolBackward(dStates: MutableFloats, dPooled: Floats, packed: PackedSequences, size: Int) {
    for step in 0..<packed.steps {
        for place in 0..<packed.alive[step] {
            let share = 1 / Float(packed.lengths[place])
            let source = dPooled + place * size
            let target = dStates + (packed.offsets[step] + place) * size
            var index = 0
            while index < size {
                target[index] = share * source[index]
                index += 1
            }
        }
    }
}
