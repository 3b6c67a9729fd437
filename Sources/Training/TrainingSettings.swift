public import Models

/// How one model is trained.
///
/// The default values are the paper's; see `paper` and `smallCorpus`.
public struct TrainingSettings: Equatable, Sendable {
    /// What is minimised.
    public var loss: LossFunction = .softmax
    /// Whether rare classes weigh more.
    public var classWeights: ClassWeighting = .none
    /// Adam's step size.
    public var learningRate: Double = 1e-3
    /// Adam's decay of the gradient's mean.
    public var beta1: Double = 0.9
    /// Adam's decay of the gradient's mean square.
    public var beta2: Double = 0.999
    /// Adam's guard against division by zero.
    public var epsilon: Double = 1e-8
    /// Each gradient value is cut to ± this.
    public var gradientLimit: Double = 10
    /// Utterances per step, drawn at random with replacement.
    public var batchSize: Int = 128
    /// The longest run.
    public var maximumSteps: Int = 10_000
    /// Steps before which early stopping does not end the run.
    public var minimumSteps: Int = 0
    /// How often the dev loss is looked at.
    public var checkInterval: CheckInterval = .epochs(0.3)
    /// Checks in a row without improvement that end the run.
    public var patience: Int = 7
    /// Share of the MFCC values that dropout keeps.
    public var keepAudio: Double = 0.7
    /// Share of the embedding values (MDREA: and attended states) that dropout keeps.
    public var keepText: Double = 0.3
    /// Masks over time: this many runs of frames of each utterance are set to 0 in a step (the paper: none).
    public var timeMasks: Int = 0
    /// Frames of the widest mask over time; each mask's width is drawn from 0 to this.
    public var timeMaskFrames: Int = 0
    /// Masks over coefficients: this many runs of MFCC columns of each utterance are set to 0 in a step (the paper: none).
    public var coefficientMasks: Int = 0
    /// Columns of the widest mask over coefficients; each mask's width is drawn from 0 to this.
    public var coefficientMaskWidth: Int = 0

    /// The paper's settings.
    public init() {}

    /// The settings published with Yoon, Byun, Jung (SLT 2018), with the paper's softmax loss.
    ///
    /// They are meant for IEMOCAP's 4,424 training utterances, where a check falls on every eleventh step.
    public static let paper = TrainingSettings()

    /// For corpora of some hundred utterances, where the paper's check interval is one step and its batch a large
    /// part of the data: batches of 32, a check every 20 steps, patience 10, at least 200 and at most 4,000 steps.
    ///
    /// Model, loss, optimiser and dropout are the paper's. The numbers are round and fitted to no corpus; the limit is
    /// far enough away that the dev loss ends a training and not the limit.
    public static let smallCorpus: TrainingSettings = {
        var settings = TrainingSettings()
        settings.batchSize = 32
        settings.checkInterval = .steps(20)
        settings.patience = 10
        settings.minimumSteps = 200
        settings.maximumSteps = 4_000
        return settings
    }()
}

/// The named settings a user can ask for.
public enum TrainingPreset: String, Codable, CaseIterable, Sendable {
    /// `TrainingSettings.paper`.
    case paper
    /// `TrainingSettings.smallCorpus`.
    case small

    /// The settings of this name.
    public var settings: TrainingSettings {
        switch self {
        case .paper: .paper
        case .small: .smallCorpus
        }
    }
}

/// Whether each class counts by its size.
public enum ClassWeighting: String, Codable, CaseIterable, Sendable {
    /// Every utterance weighs 1 (the paper).
    case none
    /// Utterances of class c weigh N / (C · N_c): every class weighs the same in total, and the mean weight is 1.
    case balanced

    /// One weight per class, or nil for none.
    ///
    /// Classes without utterances weigh 0; C counts the others.
    public func weights(labels: [Int], classes: Int) -> [Float]? {
        guard self == .balanced else { return nil }
        var counts = [Int](repeating: 0, count: classes)
        for label in labels { counts[label] += 1 }
        let present = counts.filter { $0 > 0 }.count
        return counts.map { $0 == 0 ? 0 : Float(Double(labels.count) / (Double(present) * Double($0))) }
    }
}

extension TrainingSettings {
    /// What disturbs the inputs in one training step.
    ///
    /// - Parameters:
    ///   - seed: of the run.
    ///   - step: number of the step.
    /// - Returns: dropout and masks.
    func inputDropout(seed: UInt64, step: Int) -> InputDropout {
        var dropout = InputDropout(
            audioKeep: Float(keepAudio), textKeep: Float(keepText), seed: seed, step: UInt64(step))
        dropout.masks = InputMasks(
            timeMasks: timeMasks, timeMaskFrames: timeMaskFrames, coefficientMasks: coefficientMasks,
            coefficientMaskWidth: coefficientMaskWidth)
        return dropout
    }

    /// Refuses values that cannot train anything.
    ///
    /// - Throws: `TrainingError.setting` with the first wrong one.
    public func validate() throws(TrainingError) {
        func check(_ name: String, _ value: Double, _ allowed: String, _ holds: Bool) throws(TrainingError) {
            guard value.isFinite, holds else { throw .setting(name: name, value: "\(value)", allowed: allowed) }
        }
        func check(_ name: String, _ value: Int, atLeast minimum: Int) throws(TrainingError) {
            guard value >= minimum else {
                throw .setting(name: name, value: "\(value)", allowed: "at least \(minimum)")
            }
        }
        try check("learning rate", learningRate, "above 0", learningRate > 0)
        try check("beta1", beta1, "at least 0 and below 1", beta1 >= 0 && beta1 < 1)
        try check("beta2", beta2, "at least 0 and below 1", beta2 >= 0 && beta2 < 1)
        try check("epsilon", epsilon, "above 0", epsilon > 0)
        try check("gradient limit", gradientLimit, "above 0", gradientLimit > 0)
        try check("keep of audio", keepAudio, "above 0 and at most 1", keepAudio > 0 && keepAudio <= 1)
        try check("keep of text", keepText, "above 0 and at most 1", keepText > 0 && keepText <= 1)
        try check("batch size", batchSize, atLeast: 1)
        try check("maximum steps", maximumSteps, atLeast: 1)
        try check("minimum steps", minimumSteps, atLeast: 0)
        try check("patience", patience, atLeast: 1)
        try check("time masks", timeMasks, atLeast: 0)
        try check("frames of a time mask", timeMaskFrames, atLeast: 0)
        try check("coefficient masks", coefficientMasks, atLeast: 0)
        try check("width of a coefficient mask", coefficientMaskWidth, atLeast: 0)
        // Half of a setting would be no mask without anybody's notice.
        guard (timeMasks > 0) == (timeMaskFrames > 0) else {
            throw .setting(
                name: "time masks", value: "\(timeMasks) of up to \(timeMaskFrames) frames",
                allowed: "both above 0, or both 0 for none")
        }
        guard (coefficientMasks > 0) == (coefficientMaskWidth > 0) else {
            throw .setting(
                name: "coefficient masks", value: "\(coefficientMasks) of up to \(coefficientMaskWidth) columns",
                allowed: "both above 0, or both 0 for none")
        }
    }
}
