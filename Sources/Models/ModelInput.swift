import Foundation

/// What a model reads of one utterance.
///
/// Fields that its architecture does not use may be empty.
public struct ModelInput: Equatable, Sendable {
    /// MFCC frames `[T, mfccColumns]`, row-major; T = 0 is allowed and leaves the audio encoder's state at zero.
    public var frames: [Float]
    /// T.
    public var frameCount: Int
    /// Prosody `[prosodyColumns]`.
    public var prosody: [Float]
    /// Vocabulary indices; none at all means the one token `_UNK_` (1), as does an index outside the vocabulary.
    public var tokens: [Int32]

    public init(frames: [Float] = [], frameCount: Int = 0, prosody: [Float] = [], tokens: [Int32] = []) {
        self.frames = frames
        self.frameCount = frameCount
        self.prosody = prosody
        self.tokens = tokens
    }
}

/// Dropout on the encoders' inputs during one training step.
///
/// A value is kept with the given probability and then divided by it (TensorFlow's rule, so inference needs no change).
/// Whether it is kept depends only on seed, step, the utterance's position in the batch, the frame or token and the
/// column: neither thread count nor sorting changes a mask.
public struct InputDropout: Equatable, Sendable {
    /// Share of MFCC values kept.
    public var audioKeep: Float = 0.7
    /// Share of embedding values kept, and for MDREA of the text states that attention reads.
    public var textKeep: Float = 0.3
    /// Masks over whole frames and coefficients, drawn from the same seed and step.
    public var masks = InputMasks()
    public var seed: UInt64
    /// Number of the training step; each has masks of its own.
    public var step: UInt64

    public init(audioKeep: Float = 0.7, textKeep: Float = 0.3, seed: UInt64, step: UInt64) {
        self.audioKeep = audioKeep
        self.textKeep = textKeep
        self.seed = seed
        self.step = step
    }
}

/// Masks over time and coefficients during a training step, so that no single stretch decides (SpecAugment).
///
/// Masked values become 0, which is the mean of standardised features. Source: Park et al., "SpecAugment" (Interspeech
/// 2019), section 2, without time warping.
public struct InputMasks: Equatable, Sendable {
    /// Runs of frames masked in each utterance.
    public var timeMasks: Int
    /// Frames of the widest; each mask's width is drawn from 0 to this.
    public var timeMaskFrames: Int
    /// Runs of MFCC columns masked in each utterance.
    public var coefficientMasks: Int
    /// Columns of the widest; each mask's width is drawn from 0 to this.
    public var coefficientMaskWidth: Int

    /// No masks unless said otherwise.
    public init(timeMasks: Int = 0, timeMaskFrames: Int = 0, coefficientMasks: Int = 0, coefficientMaskWidth: Int = 0) {
        self.timeMasks = timeMasks
        self.timeMaskFrames = timeMaskFrames
        self.coefficientMasks = coefficientMasks
        self.coefficientMaskWidth = coefficientMaskWidth
    }
}

/// Logits of a batch and, for MDREA, where the model looked.
public struct ModelOutput: Equatable, Sendable {
    /// `[B, L]`, row-major, in the order of the batch.
    public var logits: [Float]
    /// MDREA: per utterance one weight per token read (they sum to 1); empty for the other models.
    public var attention: [[Float]]
    /// L.
    public let labelCount: Int

    /// Softmax of one utterance's logits divided by a temperature, L values that sum to 1.
    ///
    /// The greatest logit has the greatest probability at every temperature.
    public func probabilities(row: Int, temperature: Double = 1) -> [Float] {
        let row = logits[row * labelCount..<(row + 1) * labelCount].map { Double($0) / temperature }
        let highest = row.max() ?? 0
        let powers = row.map { exp($0 - highest) }
        let sum = powers.reduce(0, +)
        return powers.map { Float($0 / sum) }
    }

    /// Index of the greatest logit, the first of equals.
    public func bestLabel(row: Int) -> Int {
        let range = row * labelCount..<(row + 1) * labelCount
        return range.reduce(range.lowerBound) { logits[$1] > logits[$0] ? $1 : $0 } - range.lowerBound
    }
}
