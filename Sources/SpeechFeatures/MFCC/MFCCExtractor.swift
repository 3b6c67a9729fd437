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
    private let computer: MFCCFrameComputer

    /// Makes the tables; `options` must be valid (`MFCCOptions.isValid`).
    public init(options: MFCCOptions = .init()) {
        precondition(options.isValid, "these settings make no extractor: \(options)")
        self.options = options
        framing = Framing(frameLength: options.frameLength, frameShift: options.frameShift)
        computer = MFCCFrameComputer(options: options)
    }

    /// Number of rows for an utterance of `sampleCount` samples.
    public func frameCount(sampleCount: Int) -> Int { framing.frameCount(sampleCount: sampleCount) }

    /// Computes the features of one utterance.
    ///
    /// With `maximumFrames` the rows are bit for bit the first rows of the whole utterance's features, not the features
    /// of a shortened utterance: the last of them look at the frames after them. Four more frames than asked for are
    /// computed for that, and no more.
    ///
    /// - Parameters:
    ///   - samples: mono, 16 kHz, finite, full scale ±1 in units of 1/32768 (as the audio reader gives them).
    ///   - maximumFrames: rows wanted at most; nil for all.
    /// - Returns: `[frames, 39]`: statics, deltas, accelerations. Audio below one frame (25 ms) gives no rows, which is
    ///   not an error.
    /// - Complexity: O(frames · n log n) for transform size n; memory for the samples and some 80 numbers per frame.
    public func compute(_ samples: [Float], maximumFrames: Int? = nil) -> FrameMatrix {
        compute(samples.span, maximumFrames: maximumFrames)
    }

    /// Computes the features of one utterance; see `compute(_:maximumFrames:)` for arrays.
    public func compute(_ samples: Span<Float>, maximumFrames: Int? = nil) -> FrameMatrix {
        let available = framing.frameCount(sampleCount: samples.count)
        let wanted = min(available, max(maximumFrames ?? available, 0))
        guard wanted > 0 else { return FrameMatrix(rows: 0, columns: options.columnCount) }
        let statics = staticColumns(samples, frames: min(available, wanted + 4))
        let isShort = available <= 3 && samples.count < Self.shortClipSampleCount
        return combine(statics, wanted: wanted, isShort: isShort)
    }

    /// Below this length the reference's buffers fill up in another order, and its rows past the end differ.
    private static let shortClipSampleCount = 880

    /// `[frames, 13]`.
    private func staticColumns(_ samples: Span<Float>, frames: Int) -> FrameMatrix {
        let scaled = ReferenceScale.samples(samples, first: framing.sampleRange(ofFrame: frames - 1).upperBound)
        var statics = FrameMatrix(rows: frames, columns: options.staticColumnCount)
        var workspace = computer.makeWorkspace()
        for frame in 0..<frames {
            computer.compute(scaled.span.extracting(framing.sampleRange(ofFrame: frame)), &workspace)
            statics.setRow(frame, to: workspace.columns.span)
        }
        return statics
    }

    /// Adds deltas and accelerations.
    ///
    /// The deltas are evaluated for two rows past the end, so that the last accelerations see those and not copies of
    /// the last delta. Utterances under 880 samples (3 frames or fewer) follow two rules of their own: a delta whose
    /// window hangs over both ends counts what is past the end as 0; and acceleration t sees only `max(T - 2, 0) + t +
    /// 1` deltas, what follows being 0 for t < 2.
    private func combine(_ statics: FrameMatrix, wanted: Int, isShort: Bool) -> FrameMatrix {
        let (rows, columns) = (statics.rows, statics.columns)
        var deltas = FrameMatrix(rows: rows + 2, columns: columns)
        var slopes = [Float](repeating: 0, count: columns)
        for row in 0..<deltas.rows {
            let hangsOver = row < 2 && row + 2 > rows - 1
            DeltaRegression.row(
                row, of: statics.values.span, rows: rows, columns: columns,
                border: isShort && hangsOver ? .zero : .lastRow, into: &slopes)
            deltas.setRow(row, to: slopes.span)
        }
        var result = FrameMatrix(rows: wanted, columns: 3 * columns)
        for row in 0..<wanted {
            DeltaRegression.row(
                row, of: deltas.values.span, rows: isShort ? max(rows - 2, 0) + row + 1 : deltas.rows,
                columns: columns, border: isShort && row < 2 ? .zero : .lastRow, into: &slopes)
            result.setRow(row, to: statics.values.span.extracting(row * columns..<(row + 1) * columns))
            result.setRow(
                row, to: deltas.values.span.extracting(row * columns..<(row + 1) * columns), atColumn: columns)
            result.setRow(row, to: slopes.span, atColumn: 2 * columns)
        }
        return result
    }
}
