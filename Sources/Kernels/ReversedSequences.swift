/// Copies each sequence from its end to its start: what is at step t goes to step `length - 1 - t` of the same place.
///
/// - Parameters:
///   - target: `[total, width]`, packed, overwritten; `targetStride` values from one row to the next.
///   - targetStride: see target.
///   - source: `[total, width]`, packed, other memory than the target; `sourceStride` values from one row to the next.
///   - sourceStride: see source.
///   - width: values of a row.
///   - packed: the layout of both.
package func copyReversed(
    _ target: MutableFloats, _ targetStride: Int, source: Floats, _ sourceStride: Int, width: Int,
    packed: PackedSequences
) {
    for place in 0..<packed.rows {
        let length = packed.lengths[place]
        for step in 0..<length {
            (target + (packed.offsets[length - 1 - step] + place) * targetStride).update(
                from: source + (packed.offsets[step] + place) * sourceStride, count: width)
        }
    }
}

/// Adds each sequence from its end to its start: what `copyReversed` would write is added to the target instead.
package func addReversed(
    _ target: MutableFloats, _ targetStride: Int, source: Floats, _ sourceStride: Int, width: Int,
    packed: PackedSequences
) {
    for place in 0..<packed.rows {
        let length = packed.lengths[place]
        for step in 0..<length {
            let targetRow = target + (packed.offsets[length - 1 - step] + place) * targetStride
            let sourceRow = source + (packed.offsets[step] + place) * sourceStride
            var index = 0
            while index < width {
                targetRow[index] += sourceRow[index]
                index += 1
            }
        }
    }
}

/// Copies `rows` rows of `width` values between memories of different strides.
func copyColumns(
    _ target: MutableFloats, _ targetStride: Int, source: Floats, _ sourceStride: Int, rows: Int, width: Int
) {
    for row in 0..<rows {
        (target + row * targetStride).update(from: source + row * sourceStride, count: width)
    }
}
