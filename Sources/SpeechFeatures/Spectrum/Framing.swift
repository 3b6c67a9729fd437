/// Cutting a signal into overlapping frames.
///
/// The first frame starts at sample 0, an incomplete frame at the end is dropped, nothing is padded.
package struct Framing: Sendable {
    /// Samples of a frame.
    package let frameLength: Int

    /// Samples from the start of one frame to the start of the next.
    package let frameShift: Int

    package init(frameLength: Int, frameShift: Int) {
        precondition(frameLength >= 1 && frameShift >= 1, "a frame and its shift have at least one sample")
        self.frameLength = frameLength
        self.frameShift = frameShift
    }

    /// Number of frames in `sampleCount` samples: `floor((N - L) / shift) + 1`, and 0 for a signal shorter than a
    /// frame.
    ///
    /// For L = 400 and a shift of 160:
    ///
    /// | samples | 0 | 399 | 400 | 559 | 560 | 16000 |
    /// | --- | --- | --- | --- | --- | --- | --- |
    /// | frames | 0 | 0 | 1 | 1 | 2 | 98 |
    package func frameCount(sampleCount: Int) -> Int {
        sampleCount < frameLength ? 0 : (sampleCount - frameLength) / frameShift + 1
    }

    /// The samples of one frame.
    package func sampleRange(ofFrame frame: Int) -> Range<Int> {
        frame * frameShift..<(frame * frameShift + frameLength)
    }
}

/// The sample scale of the reference features: 16-bit samples divided by 32767.
///
/// The audio reader divides by 32768. Multiplying by 32768 gives back the exact integer, so that one rounding is left,
/// that of `s / 32767` in single precision.
package enum ReferenceScale {
    /// The largest 16-bit sample, which becomes 1.
    package static let fullScale: Float = 32767

    /// Brings samples in units of 32768 to the reference scale, each `s / 32767` rounded once.
    package static func samples(_ samples: Span<Float>, first count: Int) -> [Float] {
        precondition(count <= samples.count, "more samples asked for than there are")
        guard count > 0 else { return [] }
        return [Float](unsafeUninitializedCapacity: count) { scaled, initialized in
            samples.withUnsafeBufferPointer { source in
                guard let source = source.baseAddress, let target = scaled.baseAddress else { return }
                for index in 0..<count { target[index] = source[index] * 32768 / fullScale }
                initialized = count
            }
        }
    }
}
