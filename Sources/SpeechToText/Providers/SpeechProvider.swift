public import Foundation
public import TranscriptCache

/// A speech-to-text service or program: how to ask it once, and how to read what it says.
///
/// One adapter is one folder. An adapter asks when it is told to and keeps no counts; `Transcriber` decides what is
/// asked again, when, and how many at a time, with one retry policy for all. Services that are asked over HTTP adopt
/// `HTTPSpeechProvider`, which asks for them.
public protocol SpeechProvider: Sendable {
    /// Its name on the command line and in results, `openai`.
    var id: String { get }
    /// The service's address as shown and as part of the cache key: no user, password, query.
    var endpoint: String { get }
    /// The service's address as messages name it; the same as `endpoint` unless that is an alias.
    var shownAddress: String { get }
    /// The model asked for; empty where the service has only one.
    var model: String { get }
    /// The language asked for; empty where it is left to the service.
    var language: String { get }
    /// Every other option that can change the text.
    var cacheOptions: [String: String] { get }
    /// Version of the way of asking; raising it asks everything anew, at a price.
    var adapterVersion: Int { get }
    /// Version of the way of reading; raising it reads stored responses anew, free of charge.
    var parserVersion: Int { get }
    /// Requests in flight at a time unless the user says otherwise.
    var defaultConcurrency: Int { get }
    /// What the service takes in one request.
    var limits: ProviderLimits { get }
    /// How the service rounds what it bills.
    var billing: BillingRule { get }
    /// What must never be shown or stored; grows when an adapter obtains a token.
    var secrets: [Secret] { get }

    /// Asks for a transcript of `audio`, once.
    ///
    /// - Parameters:
    ///   - audio: within `limits`.
    ///   - context: the transport for whatever goes over HTTP, tokens included, and the run's clock.
    /// - Returns: an answer not yet read, or why there is none.
    func ask(_ audio: SpeechAudio, in context: ProviderContext) async -> ProviderAttempt

    /// Reads an answer.
    ///
    /// - Parameters:
    ///   - body: the answer as it came, also one stored years ago.
    ///   - audioSeconds: length of the audio sent.
    /// - Returns: what it says; an empty text is an answer.
    /// - Throws: `malformedResponse`, or what else the service put into an answer that looks like a success.
    func parse(_ body: Data, audioSeconds: Double) throws(SpeechToTextError) -> ParsedTranscript
}

extension SpeechProvider {
    public var shownAddress: String { endpoint }
    public var billing: BillingRule { BillingRule() }

    /// The question that sending audio with this hash would ask.
    public func identity(of sampleHash: ContentHash, sampleRate: Int) -> TranscriptIdentity {
        TranscriptIdentity(
            sampleHash: sampleHash, sampleRate: sampleRate, provider: id, endpoint: endpoint, model: model,
            language: language, options: cacheOptions, adapterVersion: adapterVersion)
    }

    /// `text` without any of the provider's secrets.
    func redacting(_ text: String) -> String { secrets.reduce(text) { $1.redacting($0) } }
}

/// What a run lends its provider.
public struct ProviderContext: Sendable {
    /// Sends requests.
    public var transport: any HTTPTransport
    /// Tells when tokens run out and how long a pause is that a service gives as a date.
    public var clock: RunClock

    /// See the properties of the same names.
    public init(transport: any HTTPTransport, clock: RunClock = .system) {
        self.transport = transport
        self.clock = clock
    }
}

/// How asking once went.
public enum ProviderAttempt: Sendable {
    /// An answer, not yet read.
    case answered(ProviderResponse)
    /// A refusal from which the adapter learned: the same audio should be asked for again at once, and will be asked
    /// for in another way (less detail, a new token).
    case askAgain
    /// No answer, and what the service said about asking again.
    case failed(SpeechToTextError, RetryHint = RetryHint())
}

/// An answer as it came.
public struct ProviderResponse: Sendable {
    /// Byte for byte.
    public var body: Data
    /// The HTTP status; 0 for programs.
    public var httpStatus: Int

    /// See the properties of the same names.
    public init(body: Data, httpStatus: Int) {
        self.body = body
        self.httpStatus = httpStatus
    }
}

/// What a service takes in one request; nil where there is no limit, or it is not known.
public struct ProviderLimits: Sendable, Hashable {
    /// Bytes of the WAV file.
    public var audioBytes: Int?
    /// Seconds of audio.
    public var audioSeconds: Double?

    /// See the properties of the same names.
    public init(audioBytes: Int? = nil, audioSeconds: Double? = nil) {
        self.audioBytes = audioBytes
        self.audioSeconds = audioSeconds
    }
}
