public import Corpus
import Models
public import TextTokens

/// One utterance of a comparison, with everything computed that any model reads.
public struct ExperimentUtterance: Sendable {
    /// Unique in the corpus, by its bytes.
    public let id: String
    /// Empty where it is not known.
    public let speaker: String
    /// Index of the gold label.
    public let label: Int
    /// MFCC frames `[frameCount, columns]`, row-major; empty in a text-only comparison.
    public let frames: [Float]
    /// Number of frames.
    public let frameCount: Int
    /// Prosody vector; empty where the audio is too short for one.
    public let prosody: [Float]
    /// The transcript of each variant.
    ///
    /// A variant that is missing here (a recogniser that failed) counts as an empty
    /// transcript, as it would in use.
    public let transcripts: [TranscriptVariant: String]
    /// Where it can be heard, for reports; no model reads it and `ExperimentData.hash` does not hold it.
    public var recording: RecordingSpan?

    /// An utterance.
    public init(
        id: String, speaker: String, label: Int, frames: [Float], frameCount: Int, prosody: [Float],
        transcripts: [TranscriptVariant: String]
    ) {
        self.id = id
        self.speaker = speaker
        self.label = label
        self.frames = frames
        self.frameCount = frameCount
        self.prosody = prosody
        self.transcripts = transcripts
    }
}

/// The corpus of a comparison and how it is cut.
public struct ExperimentData: Sendable {
    /// Label names; their places are the label indices.
    public let labels: [String]
    /// The utterances with a label.
    public let utterances: [ExperimentUtterance]
    /// Train, dev and test as places in `utterances`.
    public let folds: [Fold]
    /// How the folds were made, for the captions.
    public let scheme: FoldScheme
    /// Vectors that the embeddings of known words begin as; nil where all begin at random.
    ///
    /// Not part of `hash`: `ComparisonSettings.embeddings` names their file.
    public var wordVectors: WordVectors?

    /// The hash that was stored with a corpus whose features are not here; nil where all is here.
    private var storedHash: String?

    /// A corpus with its folds.
    public init(labels: [String], utterances: [ExperimentUtterance], folds: [Fold], scheme: FoldScheme) {
        self.labels = labels
        self.utterances = utterances
        self.folds = folds
        self.scheme = scheme
    }

    /// A corpus read back without its features, whose hash is known.
    init(labels: [String], utterances: [ExperimentUtterance], folds: [Fold], scheme: FoldScheme, hash: String) {
        self.init(labels: labels, utterances: utterances, folds: folds, scheme: scheme)
        storedHash = hash
    }

    /// SHA-256 over everything here: ids, speakers, labels, features, transcripts and folds.
    ///
    /// - Complexity: reads all features once: about a second per 300 MB.
    public var hash: String {
        if let storedHash { return storedHash }
        var digests = labels.joined(separator: "\n")
        for utterance in utterances {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(4 * utterance.frames.count + 1024)
            Self.append(utterance.id, to: &bytes)
            Self.append(utterance.speaker, to: &bytes)
            Self.append(UInt64(utterance.label), to: &bytes)
            Self.append(utterance.frames, to: &bytes)
            Self.append(utterance.prosody, to: &bytes)
            for (variant, transcript) in utterance.transcripts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                Self.append(variant.rawValue, to: &bytes)
                Self.append(transcript, to: &bytes)
            }
            digests += "\n" + ModelFile.hash(of: bytes)
        }
        for fold in folds { digests += "\n\(fold.train)\(fold.dev)\(fold.test)" }
        return ModelFile.hash(of: Array(digests.utf8))
    }

    private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        append(UInt64(text.utf8.count), to: &bytes)
        bytes.append(contentsOf: text.utf8)
    }

    /// Float values as their bits; every platform of the tool is little-endian.
    private static func append(_ values: [Float], to bytes: inout [UInt8]) {
        append(UInt64(values.count), to: &bytes)
        values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}
