/// Which transcripts a model reads: the corpus's own, a recogniser's, or none.
///
/// Written `gold`, `asr:NAME`, `text-free`.
public struct TranscriptVariant: RawRepresentable, Codable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// The corpus's reference transcripts.
    public static let gold = TranscriptVariant(rawValue: "gold")

    /// No transcript at all: the variant of models that read audio only.
    public static let textFree = TranscriptVariant(rawValue: "text-free")

    /// What the recogniser called `name` heard.
    public static func asr(_ name: String) -> TranscriptVariant { TranscriptVariant(rawValue: "asr:\(name)") }

    public var description: String { rawValue }
}

/// Which transcripts a model is trained on, and which it is then tested on.
public struct Condition: Codable, Hashable, Sendable, CustomStringConvertible {
    /// Of the vocabulary, the training part and the dev part.
    public let train: TranscriptVariant
    /// Of the test part.
    public let test: TranscriptVariant

    /// A pair; the paper's are those with the same variant on both sides.
    public init(train: TranscriptVariant, test: TranscriptVariant) {
        self.train = train
        self.test = test
    }

    /// The condition of a model that reads no transcript.
    public static let textFree = Condition(train: .textFree, test: .textFree)

    /// Each variant trained and tested on itself: the paper's comparison.
    public static func matched(_ variants: [TranscriptVariant]) -> [Condition] {
        variants.map { Condition(train: $0, test: $0) }
    }

    /// The matched conditions and then, for each recogniser, gold → ASR (what deployment meets) and ASR → gold.
    public static func all(_ variants: [TranscriptVariant]) -> [Condition] {
        guard variants.contains(.gold) else { return matched(variants) }
        return matched(variants)
            + variants.filter { $0 != .gold }.flatMap {
                [Condition(train: .gold, test: $0), Condition(train: $0, test: .gold)]
            }
    }

    /// `gold`, or `gold → asr:NAME` where the two sides differ.
    public var description: String { train == test ? "\(train)" : "\(train) → \(test)" }
}
