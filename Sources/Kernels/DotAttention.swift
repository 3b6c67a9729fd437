import Foundation

/// Dot-product attention of one query per row over its sequence, `z = Σ a_t h_t`, `a = softmax_t(q · h_t)`.
///
/// Only a row's own steps take part, so there is nothing to mask; an empty sequence gives z = 0 and no weights.
///
/// - Parameters:
///   - z: `[rows, H]` by place, overwritten.
///   - weights: `[rows, steps]` by place, `packed.steps` to a row; a row's first `length` values are overwritten.
///   - query: `[rows, H]` by place.
///   - states: `[total, H]`, packed.
///   - packed: the layout of the states.
///   - hidden: H.
/// - Source: `Documentation/Models.md`, MDREA.
package func dotAttentionForward(
    _ z: MutableFloats, weights: MutableFloats, query: Floats, states: Floats, packed: PackedSequences, hidden: Int
) {
    for place in 0..<packed.rows {
        let length = packed.lengths[place]
        let row = weights + place * packed.steps
        let target = z + place * hidden
        target.update(repeating: 0, count: hidden)
        var highest = -Float.infinity
        for step in 0..<length {
            row[step] = dot(query + place * hidden, states + (packed.offsets[step] + place) * hidden, hidden)
            highest = max(highest, row[step])
        }
        var sum: Float = 0
        for step in 0..<length {
            row[step] = exp(row[step] - highest)
            sum += row[step]
        }
        for step in 0..<length {
            row[step] /= sum
            addScaled(states + (packed.offsets[step] + place) * hidden, row[step], to: target, hidden)
        }
    }
}

/// Gradients of `dotAttentionForward`: dStates `[total, H]` and dQuery `[rows, H]` are overwritten.
///
/// - Parameters:
///   - dStates: `[total, H]`, packed.
///   - dQuery: `[rows, H]` by place.
///   - scratch: `[steps]`.
///   - dz: `[rows, H]` by place.
///   - weights: as forward left them.
///   - query: as given to forward.
///   - states: as given to forward.
///   - packed: the layout of the states.
///   - hidden: H.
package func dotAttentionBackward(
    dStates: MutableFloats, dQuery: MutableFloats, scratch: MutableFloats, dz: Floats, weights: Floats, query: Floats,
    states: Floats, packed: PackedSequences, hidden: Int
) {
    for place in 0..<packed.rows {
        let length = packed.lengths[place]
        let row = weights + place * packed.steps
        let dzRow = dz + place * hidden
        let dQueryRow = dQuery + place * hidden
        dQueryRow.update(repeating: 0, count: hidden)
        // Softmax: ds_t = a_t (da_t - Σ a da), with da_t = dz · h_t.
        var mean: Float = 0
        for step in 0..<length {
            scratch[step] = dot(dzRow, states + (packed.offsets[step] + place) * hidden, hidden)
            mean += row[step] * scratch[step]
        }
        for step in 0..<length {
            let dScore = row[step] * (scratch[step] - mean)
            let state = states + (packed.offsets[step] + place) * hidden
            let dState = dStates + (packed.offsets[step] + place) * hidden
            for index in 0..<hidden {
                dState[index] = row[step] * dzRow[index] + dScore * query[place * hidden + index]
            }
            addScaled(state, dScore, to: dQueryRow, hidden)
        }
    }
}

private func addScaled(_ source: Floats, _ factor: Float, to target: MutableFloats, _ count: Int) {
    var index = 0
    while index < count {
        target[index] += factor * source[index]
        index += 1
    }
}
