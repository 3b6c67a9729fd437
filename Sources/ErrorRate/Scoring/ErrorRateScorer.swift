/// What a recogniser has to say about an utterance.
public enum Hypothesis: Sendable, Hashable {
    /// Its answer; "" is one.
    case text(String)
    /// Nobody asked, or the answer is lost.
    case missing
    /// It was asked and there was an error.
    case failed
}

/// What happens to utterances without an answer; a choice, since leaving them out flatters the recogniser.
public enum UnansweredRule: String, Sendable, CaseIterable {
    /// Every reference word is a deletion.
    case countAsDeletions
    /// They change no rate; their number is still reported.
    case leaveOut
}

/// Scores utterance after utterance and keeps the sums, in memory that does not grow with their number.
///
/// ```swift
/// var scorer = ErrorRateScorer(normalizer: .basic)
/// let first = scorer.score(reference: "Hello there.", hypothesis: .text("hello where"))
/// print(scorer.total.wordErrorRate, scorer.total.missing)
/// ```
public struct ErrorRateScorer {
    public let normalizer: Normalizer
    /// How words are cut; characters are always code points.
    public let words: Tokenization
    public let unanswered: UnansweredRule
    /// How words are aligned; characters are always aligned by jiwer's rule, so that CER is that of the fewest edits.
    public let rule: AlignmentRule
    /// The sums so far.
    public private(set) var total = CorpusErrorRate()

    private var aligner = Aligner()

    public init(
        normalizer: Normalizer = .none, words: Tokenization = .whiteSpace,
        unanswered: UnansweredRule = .countAsDeletions, rule: AlignmentRule = .jiwer
    ) {
        self.normalizer = normalizer
        self.words = words
        self.unanswered = unanswered
        self.rule = rule
    }

    /// Scores one utterance and adds it to `total`.
    ///
    /// - Parameters:
    ///   - reference: what was spoken; may be empty.
    ///   - hypothesis: what the recogniser says.
    /// - Returns: both texts after normalisation, and their comparison.
    public mutating func score(reference: String, hypothesis: Hypothesis) -> UtteranceErrorRate {
        let reference = normalizer.apply(reference)
        let said: String
        if case .text(let text) = hypothesis { said = normalizer.apply(text) } else { said = "" }
        let result = UtteranceErrorRate(
            reference: reference, hypothesis: said, outcome: outcome(of: hypothesis),
            words: aligner.align(reference: reference, hypothesis: said, units: words, rule: rule),
            characters: aligner.align(reference: reference, hypothesis: said, units: .characters).counts)
        total.add(result)
        return result
    }

    private func outcome(of hypothesis: Hypothesis) -> UtteranceErrorRate.Outcome {
        let counts = unanswered == .countAsDeletions
        return switch hypothesis {
        case .text: .answered
        case .missing: .missing(counted: counts)
        case .failed: .failed(counted: counts)
        }
    }
}

/// The comparison of one utterance.
public struct UtteranceErrorRate: Sendable {
    /// The normalised reference.
    public let reference: String
    /// The normalised hypothesis, "" where there is no answer.
    public let hypothesis: String
    public let outcome: Outcome
    public let words: Alignment
    public let characters: EditCounts

    /// Whether there was an answer, and if not, whether the utterance counts all the same.
    public enum Outcome: Sendable, Hashable {
        case answered
        case missing(counted: Bool)
        case failed(counted: Bool)

        /// Whether the utterance is part of the rates.
        public var isCounted: Bool {
            switch self {
            case .answered: true
            case .missing(let counted), .failed(let counted): counted
            }
        }
    }
}
