/// High-pass of first order within a frame, followed by its window.
///
/// `y[0] = (1 - k) x[0]`, `y[n] = x[n] - k x[n-1]`: nothing is carried over from frame to frame. Product, difference
/// and window are each rounded to single precision, as in the reference. In double precision the almost empty upper
/// bands of very clean signals come out differently, and with them the cepstra by up to 1.5e-3.
package enum PreEmphasis {
    /// Applies both to 16 frames.
    ///
    /// - Parameters:
    ///   - frames: the samples x; those beyond the window are not looked at.
    ///   - factor: k.
    ///   - window: one weight per sample.
    ///   - windowed: one value per weight, overwritten.
    package static func apply(to frames: [Lanes], factor: Float, window: [Float], into windowed: inout [Lanes]) {
        let count = window.count
        precondition(frames.count >= count && windowed.count == count, "frames, window and result do not fit")
        windowed.withMutablePointer { windowed in
            frames.withPointer { frames in
                window.withPointer { window in
                    windowed[0] = (1 - factor) * frames[0] * window[0]
                    for index in 1..<count {
                        windowed[index] = (frames[index] - factor * frames[index &- 1]) * window[index]
                    }
                }
            }
        }
    }
}
