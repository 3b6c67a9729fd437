public import Models
public import TextTokens

/// Turns features and a transcript into what a model reads, as the model was trained.
///
/// ```swift
/// let builder = try ExampleBuilder(model: file)
/// let input = builder.input(frames: frames, prosody: prosody, transcript: "you don't say", speaker: "f1")
/// ```
public struct ExampleBuilder: Sendable {
    /// The model's shape: which of the parts it reads, and how much of them.
    public let configuration: ModelConfiguration
    /// The words of the training transcripts; nil for a model without text.
    public let vocabulary: Vocabulary?
    /// How the features are standardised.
    public let standardisation: Standardisation
    /// How transcripts become tokens.
    public let text: TextSettings
    /// Each speaker's statistics, for standardisation by speaker.
    public var speakers: SpeakerStatistics?

    /// A builder for a model that is about to be trained.
    public init(
        configuration: ModelConfiguration, vocabulary: Vocabulary?, standardisation: Standardisation = .none,
        text: TextSettings = TextSettings(), speakers: SpeakerStatistics? = nil
    ) {
        self.configuration = configuration
        self.vocabulary = vocabulary
        self.standardisation = standardisation
        self.text = text
        self.speakers = speakers
    }

    /// What the model reads of one utterance.
    ///
    /// - Parameters:
    ///   - frames: MFCC `[T, configuration.mfccColumns]`, row-major; those after `maximumFrames` are dropped here.
    ///   - prosody: `[configuration.prosodyColumns]`, or empty where the audio is too short for any: that reads as zeros,
    ///     which after standardisation is the mean.
    ///   - transcript: empty (nothing was spoken, or nothing recognised) is the one token `_UNK_`.
    ///   - speaker: chooses the statistics when standardising by speaker; nil and unknown speakers get the training part's.
    /// - Returns: only the parts that the model reads.
    public func input(frames: [Float], prosody: [Float], transcript: String, speaker: String? = nil) -> ModelInput {
        var input = ModelInput()
        if configuration.architecture.usesAudio {
            let columns = configuration.mfccColumns
            input.frameCount = min(frames.count / columns, configuration.maximumFrames)
            input.frames =
                frames.count > input.frameCount * columns ? Array(frames.prefix(input.frameCount * columns)) : frames
            let statistics = standardisation.statistics(speaker: speaker ?? "", among: speakers)
            statistics?.frames.standardise(&input.frames)
            if prosody.isEmpty {
                input.prosody = [Float](repeating: 0, count: configuration.prosodyColumns)
            } else {
                input.prosody = prosody
                statistics?.prosody.standardise(&input.prosody)
            }
        }
        if configuration.architecture.usesText, let vocabulary {
            input.tokens = vocabulary.encode(text.tokenizer.tokenize(transcript), maximum: configuration.maximumTokens)
        }
        return input
    }

    /// The vocabulary of some training transcripts.
    public static func vocabulary(of transcripts: [String], text: TextSettings = TextSettings()) -> Vocabulary {
        Vocabulary(transcriptTokens: transcripts.map(text.tokenizer.tokenize), minimumCount: text.minimumCount)
    }
}
