/// High-pass of first order within a frame, followed by its window.
///
/// `y[0] = (1 - k) x[0]`, `y[n] = x[n] - k x[n-1]`: nothing is carried over from frame to frame. Product, difference
/// and window are each rounded to single precision, as in the reference. In double precision the almost empty upper
/// bands of very clean signals come out differently, and with them the cepstra by up to 1.5e-3.
package enum PreEmphasis {
    /// Applies both.
    ///
    /// - Parameters:
    ///   - frame: the samples x.
    ///   - factor: k.
    ///   - window: one weight per sample.
    ///   - windowed: one value per sample, overwritten.
    package static func apply(to frame: Span<Float>, factor: Float, window: [Float], into windowed: inout [Float]) {
        let count = window.count
        precondition(frame.count == count && windowed.count == count, "frame, window and result have one length")
        windowed.withMutablePointer { windowed in
            frame.withPointer { frame in
                window.withPointer { window in
                    windowed[0] = (1 - factor) * frame[0] * window[0]
                    for index in 1..<count {
                        windowed[index] = (frame[index] - factor * frame[index &- 1]) * window[index]
                    }
                }
            }
        }
    }
}
