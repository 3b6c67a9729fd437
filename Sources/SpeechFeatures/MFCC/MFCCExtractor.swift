/// Mel-frequency cepstra 1 to 12 and log energy of an utterance, with deltas and accelerations: 39 columns per 10 ms.
///
/// ```swift
/// let frames = MFCCExtractor().compute(audio.samples, maximumFrames: 750)
/// frames.rows      // 98 for one second
/// frames.columns   // 39, named by SpeechFeatureSet.mfccColumns
/// ```
///
/// An extractor is its tables; making one costs some tens of microseconds, and one serves any number of threads.
///
/// - Source: openSMILE 3.0.2 with the authors' `modified_MFCC12_E_D_A.conf`.
public struct MFCCExtractor: Sendable {
    /// What is computed.
    public let options: MFCCOptions

    private let framing: Framing
    private let computer: CepstrumComputer

    /// Makes the tables; `options` must be valid (`MFCCOptions.isValid`).
    public init(options: MFCCOptions = .init()) {
        precondition(options.isValid, "these settings make no extractor: \(options)")
        self.options = options
        framing = Framing(frameLength: options.frameLength, frameShift: options.frameShift)
        computer = CepstrumComputer(options: options)
    }

    /// Number of rows for an utterance of `sampleCount` samples.
    public func frameCount(sampleCount: Int) -> Int { framing.frameCount(sampleCount: sampleCount) }

    /// Computes the features of one utterance.
    ///
    /// With `maximumFrames` the rows are bit for bit the first rows of the whole utterance's features, not the features
    /// of a shortened utterance: the last of them look at the four frames after them. What comes later is not computed.
    ///
    /// - Parameters:
    ///   - samples: mono, 16 kHz, finite, full scale ±1 in units of 1/32768 (as the audio reader gives them).
    ///   - maximumFrames: rows wanted at most; nil for all.
    /// - Returns: `[frames, 39]`: statics, deltas, accelerations. Audio below one frame (25 ms) gives no rows, which is
    ///   not an error.
    /// - Complexity: O(frames · n log n) for transform size n; memory for the rows.
    public func compute(_ samples: [Float], maximumFrames: Int? = nil) -> FrameMatrix {
        compute(samples.span, maximumFrames: maximumFrames)
    }

    /// Computes the features of one utterance; see `compute(_:maximumFrames:)` for arrays.
    public func compute(_ samples: Span<Float>, maximumFrames: Int? = nil) -> FrameMatrix {
        var stream = makeStream(maximumFrames: maximumFrames)
        var rows = stream.push(samples)
        rows.append(stream.finish())
        return rows
    }

    /// Begins the features of a signal that comes piece by piece.
    ///
    /// - Parameter maximumFrames: rows wanted at most; nil for all.
    /// - Returns: a stream at the beginning of a signal.
    public func makeStream(maximumFrames: Int? = nil) -> MFCCStream {
        MFCCStream(options: options, computer: computer, maximumFrames: maximumFrames)
    }
}
