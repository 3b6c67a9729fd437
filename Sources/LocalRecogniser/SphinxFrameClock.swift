import CPocketSphinx

/// Knows which moment of a recording a frame of the recogniser is.
///
/// The library's front end leaves out what it takes for silence, half a second after speech has ended and until it begins
/// again, and the library counts only the frames that are left: after a minute with pauses its times are many seconds early.
/// So a second front end with the same settings hears the same samples a frame at a time, and it is noted which come through.
///
/// - Source: `fe_process_frames` and `fe_check_prespeech` of sphinxbase 5prealpha: when speech begins, the frames that
///   were held back come out together, the latest last.
final class SphinxFrameClock {
    /// More than are held back: 20 before speech and 10 in which it is recognised as such.
    private static let mostAtOnce = 256

    private let frontEnd: OpaquePointer
    private let shift: Int
    private let size: Int
    private let row: Int

    /// - Parameter configuration: of a decoder that was made with it.
    init?(configuration: OpaquePointer) {
        guard let frontEnd = fe_init_auto_r(configuration) else { return nil }
        self.frontEnd = frontEnd
        var (shift, size): (Int32, Int32) = (0, 0)
        fe_get_input_size(frontEnd, &shift, &size)
        row = Int(fe_get_output_size(frontEnd))
        self.shift = Int(shift)
        self.size = Int(size)
        guard shift > 0, size >= shift, row > 0 else {
            fe_free(frontEnd)
            return nil
        }
    }

    deinit { fe_free(frontEnd) }

    /// For each frame that the recogniser counts, its place among those of all samples, ascending.
    ///
    /// - Complexity: linear; the features are computed once more, a five-hundredth of the time of recognition or less.
    func places(in samples: [Int16]) -> [Int] {
        var places: [Int] = []
        let cepstra = UnsafeMutablePointer<mfcc_t>.allocate(capacity: Self.mostAtOnce * row)
        let rows = UnsafeMutablePointer<UnsafeMutablePointer<mfcc_t>?>.allocate(capacity: Self.mostAtOnce)
        defer {
            cepstra.deallocate()
            rows.deallocate()
        }
        for index in 0..<Self.mostAtOnce { rows[index] = cepstra + index * row }
        fe_start_stream(frontEnd)
        guard fe_start_utt(frontEnd) >= 0 else { return [] }
        samples.withUnsafeBufferPointer { samples in
            var position = 0
            var frame = 0
            while position < samples.count {
                // The first frame needs a whole window; every further one a step.
                let count = min(position == 0 ? size : shift, samples.count - position)
                var next = samples.baseAddress.map { $0 + position }
                var (left, frames) = (count, Int32(Self.mostAtOnce))
                guard fe_process_frames(frontEnd, &next, &left, rows, &frames, nil) >= 0 else { return }
                places += (frame - Int(frames) + 1)..<(frame + 1)
                position += count
                frame += 1
            }
        }
        // What is left of the last window makes a frame of its own.
        var tail: Int32 = 0
        if fe_end_utt(frontEnd, cepstra, &tail) >= 0, tail > 0 {
            places.append(max((places.last ?? -1) + 1, (samples.count - size) / shift + 1))
        }
        return places
    }
}
