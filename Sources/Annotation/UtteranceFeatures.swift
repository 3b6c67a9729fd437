import AudioIO
import SpeechFeatures

/// What a model hears of one utterance: MFCC frames and the prosody vector.
public struct UtteranceFeatures: Sendable, Equatable {
    /// `[frameCount, 39]`, row-major; at most the extractor's `maximumFrames` rows.
    public var frames: [Float]
    public var frameCount: Int
    /// Columns of `frames`.
    public var columns: Int { SpeechFeatureSet.mfccColumns.count }
    /// 35 functionals; empty for utterances under 55 ms, which have none.
    public var prosody: [Float]

    public init(frames: [Float], frameCount: Int, prosody: [Float]) {
        self.frames = frames
        self.frameCount = frameCount
        self.prosody = prosody
    }
}

/// Computes both feature sets, with tables made once.
public struct UtteranceFeatureExtractor: Sendable {
    private let mfcc = MFCCExtractor()
    private let prosody = ProsodyExtractor()
    private let maximumFrames: Int

    /// - Parameter maximumFrames: MFCC rows beyond this are not computed; prosody always covers the whole utterance.
    public init(maximumFrames: Int) { self.maximumFrames = maximumFrames }

    /// The features of 16-bit mono samples at 16 kHz.
    public func extract(_ samples: [Int16]) -> UtteranceFeatures {
        let floats = PCM16.floats(samples)
        let matrix = mfcc.compute(floats, maximumFrames: maximumFrames)
        return UtteranceFeatures(
            frames: matrix.values, frameCount: matrix.rows, prosody: prosody.compute(floats).functionals ?? [])
    }
}
