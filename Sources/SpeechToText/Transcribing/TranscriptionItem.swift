public import TranscriptCache

/// One utterance to transcribe.
public struct TranscriptionItem: Sendable, Hashable {
    /// Place in the caller's order; results carry it back.
    public var index: Int
    /// The utterance's id.
    public var id: String
    /// Where its audio comes from.
    ///
    /// With it, audio whose transcript is stored is not decoded again.
    public var fingerprint: AudioFingerprint?
    /// Whether the caller knows that it failed last time; matters to a run that asks only what did.
    ///
    /// Failures of requests are in the store anyway; those of reading the audio are not.
    public var hasFailedBefore: Bool

    /// See the properties of the same names.
    public init(index: Int, id: String, fingerprint: AudioFingerprint? = nil, hasFailedBefore: Bool = false) {
        self.index = index
        self.id = id
        self.fingerprint = fingerprint
        self.hasFailedBefore = hasFailedBefore
    }
}

/// A transcript, as results carry it.
public struct Transcript: Sendable, Hashable {
    /// Text, words, confidence.
    public var parsed: ParsedTranscript
    /// SHA-256 of the audio's samples.
    public var sampleHash: ContentHash
    /// Length of the audio.
    public var audioSeconds: Double
    /// How many requests it is made of: 1 unless the recording was too long for one.
    public var pieces: Int

    init(_ cached: CachedTranscript) {
        self.init(
            parsed: cached.parsed, sampleHash: cached.identity.sampleHash, audioSeconds: cached.audioSeconds, pieces: 1)
    }

    init(parsed: ParsedTranscript, sampleHash: ContentHash, audioSeconds: Double, pieces: Int) {
        self.parsed = parsed
        self.sampleHash = sampleHash
        self.audioSeconds = audioSeconds
        self.pieces = pieces
    }
}

/// What became of one utterance.
public struct TranscriptionResult: Sendable {
    /// Where a transcript came from.
    public enum Source: Sendable, Hashable {
        /// Asked for just now.
        case request
        /// Stored before.
        case cache
        /// Asked for just now for another utterance of the same content.
        case duplicate
    }

    /// The utterance.
    public var item: TranscriptionItem
    /// The transcript, committed to the store before it is handed out, or the reason why there is none.
    public var outcome: Result<Transcript, SpeechToTextError>
    /// Nil for failures.
    public var source: Source?
}

/// Counters of a run.
///
/// `done` = `fromCache` + `failed` + `pending` + those asked for just now.
public struct TranscriptionProgress: Sendable, Hashable {
    /// Utterances given to the run.
    public var utterances = 0
    /// Utterances with a result, failed ones included.
    public var done = 0
    /// Answered without a request of their own.
    public var fromCache = 0
    /// Without a transcript although they were asked, or their audio could not be read.
    public var failed = 0
    /// Without a transcript because nobody was to be asked: offline, or not among those that failed before.
    public var pending = 0
    /// Requests sent, repeated ones included.
    public var requests = 0
    /// Requests that repeated an earlier one.
    public var retries = 0
    /// What the last failure that is asked again was, `SpeechToTextError.description`; nil while there was none.
    ///
    /// It stays when later requests succeed.
    public var lastProblem: String?
    /// Seconds of audio with a transcript.
    public var audioSeconds: Double { Double(audioMicroseconds) / 1e6 }
    /// What the requests amount to.
    public var spending = Spending()
    /// Failures by `SpeechToTextError.cause`.
    public var failuresByCause: [String: Int] = [:]

    /// A whole number, so that the sum does not depend on the order in which utterances finish.
    private var audioMicroseconds: Int64 = 0

    /// All zero.
    public init() {}

    mutating func add(audioSeconds seconds: Double) { audioMicroseconds += Int64((seconds * 1e6).rounded()) }
}

/// How a run ended.
public struct TranscriptionSummary: Sendable {
    /// The last counters.
    public var progress: TranscriptionProgress
    /// What ended the run early: it would have been the same for every further utterance.
    ///
    /// Everything answered so far is stored; the same call goes on from there.
    public var stoppedBy: SpeechToTextError?
    /// Whether `cancel` ended it early.
    public var wasCancelled: Bool
}
