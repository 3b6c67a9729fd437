/// Pitch, voicing, harmonics-to-noise ratio and loudness of an utterance, and 35 statistics of them.
///
/// ```swift
/// let prosody = ProsodyExtractor().compute(audio.samples)
/// prosody.functionals           // 35 numbers named by SpeechFeatureSet.prosodyColumns, or nil below 55 ms
/// prosody.contours.pitchHertz   // one value per 10 ms, 0 where unvoiced
/// ```
///
/// An extractor is its tables; making one costs some hundred microseconds, and one serves any number of threads.
///
/// - Source: openSMILE 3.0.2 with the authors' `modified_prosodyShsViterbiLoudness.conf`.
public struct ProsodyExtractor: Sendable {
    /// What is computed.
    public let options: ProsodyOptions

    private let loudness: LoudnessComputer
    private let pitch: PitchCandidateComputer

    /// Makes the tables; `options` must be valid (`ProsodyOptions.isValid`).
    public init(options: ProsodyOptions = .init()) {
        precondition(options.isValid, "these settings make no extractor: \(options)")
        self.options = options
        loudness = LoudnessComputer(frameLength: options.loudnessFrameLength)
        pitch = PitchCandidateComputer(options: options)
    }

    /// Computes contours and functionals of one utterance.
    ///
    /// - Parameter samples: mono, 16 kHz, finite, full scale ±1 in units of 1/32768 (as the audio reader gives them).
    /// - Returns: contours that are empty where the audio is shorter than one of their frames, and functionals that are
    ///   nil below one pitch frame (880 samples); neither is an error.
    /// - Complexity: O(frames · n log n) for transform size n; memory for some 25 numbers per frame.
    public func compute(_ samples: [Float]) -> Prosody { compute(samples.span) }

    /// Computes contours and functionals of one utterance; see `compute(_:)` for arrays.
    public func compute(_ samples: Span<Float>) -> Prosody {
        var stream = makeStream()
        stream.push(samples)
        return stream.finish()
    }

    /// Begins the prosody of a signal that comes piece by piece.
    public func makeStream() -> ProsodyStream {
        ProsodyStream(options: options, loudness: loudness, pitch: pitch)
    }
}
