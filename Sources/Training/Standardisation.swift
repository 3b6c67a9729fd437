import Corpus

/// Whose statistics the features are standardised by.
public enum StandardisationMode: String, Codable, CaseIterable, Sendable {
    /// Features as they are: what the paper does.
    case none
    /// Mean 0 and deviation 1 over the training part.
    case corpus
    /// Mean 0 and deviation 1 over each speaker's own utterances.
    ///
    /// Speakers of the training part use their training utterances. Speakers who are not in it use whatever
    /// utterances of theirs are to be labelled, without looking at labels: an unlabelled adaptation to the speaker,
    /// which needs several utterances of each and a speaker column that can be trusted. Figures reached this way
    /// say so. A speaker with fewer than two utterances is standardised by the training part's statistics.
    case speaker
}

/// How a model's features are standardised; stored with the model.
///
/// The statistics come from training data only. Speakers' statistics are not stored: the next corpus has other
/// speakers, perhaps under the same names.
public struct Standardisation: Codable, Equatable, Sendable {
    /// Whose statistics are used.
    public let mode: StandardisationMode

    /// The training part's statistics; nil in mode `none`.
    public let corpus: FeatureStatistics?

    /// Leaves the features as they are.
    public static let none = Standardisation(mode: .none, corpus: nil)

    /// A standardisation with the training part's statistics, which every mode but `none` needs.
    public init(mode: StandardisationMode, corpus: FeatureStatistics?) {
        precondition(mode == .none || corpus != nil, "standardisation by \(mode) needs the training statistics")
        self.mode = mode
        self.corpus = mode == .none ? nil : corpus
    }

    /// The statistics for one utterance: its speaker's, the training part's, or none.
    public func statistics(speaker: String, among speakers: SpeakerStatistics?) -> FeatureStatistics? {
        switch mode {
        case .none: nil
        case .corpus: corpus
        case .speaker: speakers?.statistics(of: speaker) ?? corpus
        }
    }
}

/// The feature statistics of each speaker; names compare by their bytes.
public struct SpeakerStatistics: Sendable {
    /// Fewer utterances than this say too little about a speaker.
    public static let minimumUtterances = 2

    private var builders: [ByteKey: FeatureStatisticsBuilder] = [:]
    private var finished: [ByteKey: FeatureStatistics] = [:]

    /// Knows no speaker yet.
    public init() {}

    /// Adds one utterance; one without a speaker's name is left out.
    public mutating func add(speaker: String, frames: [Float], columns: Int, prosody: [Float]) {
        guard !speaker.isEmpty else { return }
        builders[ByteKey(speaker), default: .init()].add(frames: frames, columns: columns, prosody: prosody)
    }

    /// Computes the statistics of what was added; call once, before reading.
    public mutating func finish() {
        finished = builders.filter { $0.value.utterances >= Self.minimumUtterances }.mapValues(\.statistics)
    }

    /// A speaker's statistics, nil for a speaker with fewer than `minimumUtterances`.
    public func statistics(of speaker: String) -> FeatureStatistics? { finished[ByteKey(speaker)] }

    /// These speakers, and those of `other` that are not among them.
    ///
    /// Training speakers keep their training statistics when they also have utterances to be labelled.
    public func completed(by other: SpeakerStatistics) -> SpeakerStatistics {
        var result = self
        result.finished.merge(other.finished) { own, _ in own }
        return result
    }
}
