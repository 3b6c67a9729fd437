/// The error rates of many utterances, from summed counts.
///
/// Sums of parts are sums of the whole (`+=`).
public struct CorpusErrorRate: Sendable, Hashable {
    /// Utterances that the rates are made of.
    public private(set) var utterances = 0
    public private(set) var words = EditCounts()
    public private(set) var characters = EditCounts()
    /// Utterances with at least one wrong word.
    public private(set) var utterancesWithErrors = 0
    /// Utterances whose reference has no word.
    public private(set) var emptyReferences = 0
    /// Utterances without a hypothesis, whether counted or not.
    public private(set) var missing = 0
    /// Utterances where recognition failed, whether counted or not.
    public private(set) var failed = 0
    /// Missing and failed ones that were left out of the rates.
    public private(set) var leftOut = 0

    public init() {}

    /// Adds an utterance.
    public mutating func add(_ utterance: UtteranceErrorRate) {
        switch utterance.outcome {
        case .answered: break
        case .missing: missing += 1
        case .failed: failed += 1
        }
        guard utterance.outcome.isCounted else {
            leftOut += 1
            return
        }
        utterances += 1
        words += utterance.words.counts
        characters += utterance.characters
        if utterance.words.counts.errors > 0 { utterancesWithErrors += 1 }
        if utterance.words.counts.referenceCount == 0 { emptyReferences += 1 }
    }

    /// WER: word errors by reference words.
    public var wordErrorRate: Double { words.errorRate }
    /// CER: character errors by reference characters.
    public var characterErrorRate: Double { characters.errorRate }
    /// SER: the share of utterances with any wrong word; 0 without utterances.
    public var sentenceErrorRate: Double {
        utterances == 0 ? 0 : Double(utterancesWithErrors) / Double(utterances)
    }
    /// Word errors by utterances: the figure that the paper calls its WER; 0 without utterances.
    public var editsPerUtterance: Double { utterances == 0 ? 0 : Double(words.errors) / Double(utterances) }

    public static func += (left: inout CorpusErrorRate, right: CorpusErrorRate) {
        left.utterances += right.utterances
        left.words += right.words
        left.characters += right.characters
        left.utterancesWithErrors += right.utterancesWithErrors
        left.emptyReferences += right.emptyReferences
        left.missing += right.missing
        left.failed += right.failed
        left.leftOut += right.leftOut
    }
}
