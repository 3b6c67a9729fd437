public import ErrorRate
public import Training

/// What reading other transcripts does to the labels of one model.
///
/// The label of an utterance is the most probable one by the mean of the runs' probabilities, the first of equals.
public struct LabelFlips: Codable, Equatable, Sendable {
    /// On gold transcripts.
    public let gold: ModelCondition
    /// The same model tested on a recogniser's transcripts; trained on those as well, or on gold.
    public let asr: ModelCondition
    /// Test utterances that were compared.
    public let utterances: Int
    public let rightToWrong: Int
    public let wrongToRight: Int
    public let wrongToOtherWrong: Int
    /// All flips, the largest swing first, equal ones in the order of the test parts.
    public let flips: [LabelFlip]
}

/// One utterance whose label changes with the transcript.
public struct LabelFlip: Codable, Equatable, Sendable {
    /// What becomes of the label.
    public enum Kind: String, Codable, Sendable {
        case rightToWrong = "right-to-wrong"
        case wrongToRight = "wrong-to-right"
        case wrongToOtherWrong = "wrong-to-other-wrong"
    }

    public let id: String
    /// From 0.
    public let fold: Int
    public let kind: Kind
    /// Index of the gold label.
    public let label: Int
    /// Index of the label on gold transcripts.
    public let goldPrediction: Int
    /// Index of the label on recognised transcripts.
    public let asrPrediction: Int
    /// Total variation between the two mean probability vectors: half the sum of the differences, 0...1.
    public let swing: Double
    /// The gold label's probability on recognised transcripts less that on gold transcripts.
    public let labelChange: Double
    /// Mean over runs, one for each label.
    public let goldProbabilities: [Double]
    /// Mean over runs, one for each label.
    public let asrProbabilities: [Double]
    /// As the corpus has it.
    public let goldTranscript: String
    /// As the recogniser gave it; empty where it gave none.
    public let asrTranscript: String
    /// Word by word, after the basic normaliser.
    public let alignment: [AlignedWord]
    /// Where it can be heard; nil where there is no recording.
    public let recording: RecordingSpan?
    /// MDREA, first run: where it looked in the gold transcript; else empty.
    public let goldAttention: [AttendedWord]
    /// MDREA, first run: where it looked in the recognised transcript; else empty.
    public let asrAttention: [AttendedWord]

    /// Summed errors by reference words; with an empty reference the number of insertions.
    public var wordErrorRate: Double {
        let errors = alignment.filter { $0.kind != .equal }.count
        let words = alignment.filter { $0.reference != nil }.count
        return words == 0 ? Double(errors) : Double(errors) / Double(words)
    }
}

/// One place of an alignment.
public struct AlignedWord: Codable, Equatable, Sendable {
    /// What happened to it.
    public let kind: EditKind
    /// Nil for an insertion.
    public let reference: String?
    /// Nil for a deletion.
    public let hypothesis: String?
}

/// Where an utterance can be heard.
public struct RecordingSpan: Codable, Equatable, Sendable {
    /// The file: absolute in the corpus, from the results folder in its files.
    public let path: String
    /// In seconds; nil = the recording's beginning.
    public let start: Double?
    /// In seconds; nil = its end.
    public let end: Double?

    /// A span.
    public init(path: String, start: Double? = nil, end: Double? = nil) {
        self.path = path
        self.start = start
        self.end = end
    }
}
