/// Everything that decides the shapes and the arithmetic of a model.
///
/// Two models with equal configurations have equal parameter layouts, and equal parameters then give equal logits.
///
/// ```swift
/// var configuration = ModelConfiguration(architecture: .mdre, labels: ["angry", "happy", "sad", "neutral"])
/// configuration.vocabularySize = vocabulary.words.count
/// ```
public struct ModelConfiguration: Equatable, Sendable {
    public var architecture: Architecture
    /// Class names in the order of the logits.
    public var labels: [String]
    /// H, the size of a GRU's state, in both encoders.
    public var hidden: Int = 200
    /// GRU layers in each encoder.
    public var layers: Int = 1
    public var resetGate: ResetGate = .after
    /// Columns of an MFCC frame; 0 for a model without audio is allowed.
    public var mfccColumns: Int = 39
    /// Length of the prosody vector; 0 leaves it out.
    public var prosodyColumns: Int = 35
    /// Frames read at most; a longer utterance is cut at its front, keeping the first ones.
    public var maximumFrames: Int = 750
    /// Tokens read at most; the rest is ignored.
    public var maximumTokens: Int = 128
    /// Rows of the embedding table: 0 is `_PAD_`, 1 is `_UNK_`.
    public var vocabularySize: Int = 0
    /// Columns of the embedding table.
    public var embeddingSize: Int = 300
    /// What the audio encoder's states become (the paper: the last one).
    public var audioPooling: AudioPooling = .last
    /// Whether a second GRU reads the frames from the last to the first (the paper: no).
    public var bidirectionalAudio: Bool = false
    /// Whether a second GRU reads the tokens from the last to the first (the paper: no).
    public var bidirectionalText: Bool = false
    /// Consecutive MFCC frames that make one step of the audio encoder (the paper: 1).
    ///
    /// A last group with fewer frames is filled up with zeros, the mean of standardised features.
    public var frameStacking: Int = 1

    /// Settings of the paper for the given model and classes; set `vocabularySize` for a model that reads text.
    public init(architecture: Architecture, labels: [String], vocabularySize: Int = 0) {
        self.architecture = architecture
        self.labels = labels
        self.vocabularySize = vocabularySize
    }

    /// Size of one of the audio encoder's states: H, or 2H where it reads both ways.
    public var audioStateSize: Int { bidirectionalAudio ? 2 * hidden : hidden }

    /// Size of one of the text encoder's states: H, or 2H where it reads both ways.
    public var textStateSize: Int { bidirectionalText ? 2 * hidden : hidden }

    /// Values that enter the audio encoder in one step.
    public var audioStepColumns: Int { mfccColumns * frameStacking }

    /// Steps that the audio encoder makes of an utterance with that many frames.
    func steps(frames: Int) -> Int { (min(frames, maximumFrames) + frameStacking - 1) / frameStacking }

    /// Size of the audio encoding `e = concat(h, prosody)`.
    public var audioEncodingSize: Int { audioStateSize + prosodyColumns }

    /// Size of the audio part that enters the last layer: e itself (ARE), half of it rounded down (MDRE), that of the
    /// text encoder's states, which it is compared with (MDREA).
    public var audioPartSize: Int {
        switch architecture {
        case .are: audioEncodingSize
        case .tre: 0
        case .mdre: audioEncodingSize / 2
        case .mdrea: textStateSize
        }
    }

    /// Size of the text part that enters the last layer: a text state (TRE, MDREA), half of one rounded down (MDRE).
    public var textPartSize: Int {
        switch architecture {
        case .are: 0
        case .tre, .mdrea: textStateSize
        case .mdre: textStateSize / 2
        }
    }

    /// Refuses sizes that make no model, or one too large to be meant.
    ///
    /// - Throws: `ModelError.badConfiguration` with the field, its value and what is allowed.
    public func validate() throws(ModelError) {
        func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(ModelError) {
            guard range.contains(value) else {
                throw .badConfiguration(
                    field: name, value: "\(value)", allowed: "\(range.lowerBound) to \(range.upperBound)")
            }
        }
        try check("number of labels", labels.count, 2...10_000)
        guard Set(labels.map { Array($0.utf8) }).count == labels.count else {
            throw .badConfiguration(field: "labels", value: "\(labels)", allowed: "labels that all differ")
        }
        try check("hidden", hidden, 2...8192)
        try check("layers", layers, 1...16)
        if architecture.usesAudio {
            try check("mfccColumns", mfccColumns, 1...65_536)
            try check("prosodyColumns", prosodyColumns, 0...65_536)
            try check("maximumFrames", maximumFrames, 1...10_000_000)
            try check("frameStacking", frameStacking, 1...100)
        }
        if architecture.usesText {
            try check("maximumTokens", maximumTokens, 1...1_000_000)
            try check("vocabularySize", vocabularySize, 2...10_000_000)
            try check("embeddingSize", embeddingSize, 1...65_536)
        }
    }
}
