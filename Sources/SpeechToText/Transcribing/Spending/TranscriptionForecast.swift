/// What a run would do, found without decoding or asking.
public struct TranscriptionForecast: Sendable, Equatable {
    /// Some of the utterances.
    public struct Part: Sendable, Equatable {
        /// How many.
        public var utterances = 0
        /// Their audio, as far as its length is known.
        public var seconds = 0.0

        /// None.
        public init() {}

        mutating func add(_ seconds: Double) {
            utterances += 1
            self.seconds += seconds
        }
    }

    /// An utterance that cannot be sent as it is.
    public struct Problem: Sendable, Equatable {
        /// The utterance.
        public var id: String
        /// Why.
        public var reason: String

        /// See the properties of the same names.
        public init(id: String, reason: String) {
            self.id = id
            self.reason = reason
        }
    }

    /// All utterances.
    public var all = Part()
    /// Answered already.
    public var cached = Part()
    /// Of the same sound as another one that is to be sent: answered with it.
    public var duplicates = Part()
    /// To be sent.
    public var toSend = Part()
    /// Of those to be sent, the ones that the limits allow; nil where no limit stops the run.
    public var withinLimits: Part?
    /// The limit that stops it.
    public var limit: SpendingLimit?
    /// Requests within the limits, at least: where a recording is cut shows only when it is decoded.
    public var requests = 0
    /// Seconds on the bill for those, by the billing rule.
    public var billedSeconds = 0.0
    /// Their price; nil where it is not known.
    public var cost: Double?
    /// Utterances whose length stands in the file's header only; whether their sound is known under another name is not
    /// known either.
    public var fromHeaders = 0
    /// Utterances to be sent whose length only decoding tells; in no sum of seconds.
    public var unknownLength = 0
    /// Utterances that cannot be read, in order; counted in `all` only.
    public var unreadable: [Problem] = []
    /// How fast the service answers.
    public var pace: TranscriptionPace
    /// Seconds that the run may take.
    public var estimatedSeconds = 0.0
}

/// How fast a service answers.
public enum TranscriptionPace: Sendable, Equatable {
    /// Seconds of audio a second, in the last so many answers.
    case measured(audioSecondsPerSecond: Double, answers: Int)
    /// Nothing was measured: so many seconds a request, and so many for each second of audio, so many at a time.
    case assumed(secondsPerRequest: Double, perAudioSecond: Double, concurrency: Int)

    /// Answers further apart than this were not of one run.
    private static let longestGapSeconds = 30.0
    /// Fewer say little.
    private static let leastAnswers = 10

    /// - Parameters:
    ///   - answers: when answers came and how much audio they were about, the latest first.
    ///   - concurrency: requests at a time, for the assumption.
    init(answers: [(at: Double, audioSeconds: Double)], concurrency: Int) {
        var audio = 0.0
        var time = 0.0
        var count = 0
        for (later, earlier) in zip(answers, answers.dropFirst()) {
            let gap = later.at - earlier.at
            guard gap >= 0, gap < Self.longestGapSeconds else { continue }
            audio += later.audioSeconds
            time += gap
            count += 1
        }
        if count >= Self.leastAnswers, time > 0 {
            self = .measured(audioSecondsPerSecond: audio / time, answers: count + 1)
        } else {
            self = .assumed(secondsPerRequest: 1, perAudioSecond: 0.2, concurrency: max(1, concurrency))
        }
    }

    /// Seconds that so much work takes.
    func seconds(requests: Int, audioSeconds: Double) -> Double {
        switch self {
        case .measured(let rate, _): audioSeconds / rate
        case .assumed(let perRequest, let perAudioSecond, let concurrency):
            (Double(requests) * perRequest + audioSeconds * perAudioSecond) / Double(concurrency)
        }
    }
}
