/// How a corpus is cut into train, dev and test.
public enum FoldScheme: Sendable, Hashable, CustomStringConvertible {
    /// `random:K`, utterances drawn at random, K folds, at most `maximumRandomFolds`: a speaker may be in train and test.
    case random(Int)
    /// `speaker:K`, speakers packed into K groups, each the test part once; `speaker` alone leaves out one at a time.
    case speaker(Int?)
    /// `session`, each session the test part once.
    case session
    /// `given`, one fold from the manifest's column `split`.
    case given

    /// The most random folds whose test parts of 15 % do not overlap.
    public static let maximumRandomFolds = 6

    /// Reads what the description writes; whether it can be done is for `validate()` and `Folds.make` to say.
    ///
    /// - Throws: `CorpusError.unknownFoldScheme`, which lists what is valid.
    public init(parsing text: String) throws(CorpusError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let number = parts.count == 2 ? Int(parts[1]) : nil
        switch (parts.first, parts.count, number) {
        case ("random", 1, _): self = .random(5)
        case ("random", 2, let count?) where count >= 2: self = .random(count)
        case ("speaker", 1, _): self = .speaker(nil)
        case ("speaker", 2, let count?) where count >= 2: self = .speaker(count)
        case ("session", 1, _): self = .session
        case ("given", 1, _): self = .given
        default: throw .unknownFoldScheme(text)
        }
    }

    public var description: String {
        switch self {
        case .random(let count): "random:\(count)"
        case .speaker(nil): "speaker"
        case .speaker(let count?): "speaker:\(count)"
        case .session: "session"
        case .given: "given"
        }
    }

    /// Refuses what can be done with no corpus, so that a caller can say so before it reads one.
    ///
    /// - Throws: `CorpusError.tooManyRandomFolds`.
    public func validate() throws(CorpusError) {
        if case .random(let count) = self, count > Self.maximumRandomFolds { throw .tooManyRandomFolds(count) }
    }

    /// What is tested, as a clause for captions: no capital, no full stop.
    public var explanation: String {
        switch self {
        case .random: "each fold: 80 % train, 5 % dev, 15 % test, so not every utterance is tested"
        case .speaker(nil): "each speaker is the test part once, so every utterance is tested once"
        case .speaker(let count?):
            "speakers in \(count) groups, each the test part once, so every utterance is tested once"
        case .session: "each session is the test part once, so every utterance is tested once"
        case .given: "the parts are those of the column split"
        }
    }

    /// Whether a speaker can be in both train and test, which flatters every model; reports say so.
    public var mixesSpeakers: Bool {
        if case .random = self { true } else { false }
    }
}

/// One way of cutting a corpus; the numbers are places in the list of utterances, in rising order.
public struct Fold: Sendable, Equatable {
    /// From 0.
    public let index: Int
    /// What a reader calls it: `fold 1`, or the speaker or session that is tested.
    public let name: String
    public let train: [Int]
    public let dev: [Int]
    public let test: [Int]

    public init(index: Int, name: String, train: [Int], dev: [Int], test: [Int]) {
        self.index = index
        self.name = name
        self.train = train
        self.dev = dev
        self.test = test
    }
}
