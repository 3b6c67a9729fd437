public import Foundation
public import TranscriptCache

/// A speech-to-text service: how to ask it and how to read what it says.
///
/// One adapter is one file.
///
/// An adapter sends nothing itself and keeps no counts; `Transcriber` does, with one retry policy for all.
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
    /// What must never be shown or stored.
    var secrets: [Secret] { get }

    /// The request that asks for a transcript of `audio`.
    func makeRequest(for audio: SpeechAudio) throws(SpeechToTextError) -> HTTPRequest

    /// Reads a response of status 200.
    ///
    /// - Parameters:
    ///   - body: the response's body, also one stored years ago.
    ///   - audioSeconds: length of the audio sent.
    /// - Returns: what it says; an empty text is an answer.
    /// - Throws: `malformedResponse`, or `rejected` for services that put errors into a 200.
    func parse(_ body: Data, audioSeconds: Double) throws(SpeechToTextError) -> ParsedTranscript

    /// Learns from a refusal.
    ///
    /// - Returns: true when the same audio should be sent again at once, asked in another way. At most a few times
    ///   per run: the new way is remembered.
    func adapt(to failure: ProviderFailure, of request: HTTPRequest) -> Bool
}

extension SpeechProvider {
    public var shownAddress: String { endpoint }

    public func adapt(to failure: ProviderFailure, of request: HTTPRequest) -> Bool { false }

    /// The question that sending audio with this hash would ask.
    public func identity(of sampleHash: ContentHash, sampleRate: Int) -> TranscriptIdentity {
        TranscriptIdentity(
            sampleHash: sampleHash, sampleRate: sampleRate, provider: id, endpoint: endpoint, model: model,
            language: language, options: cacheOptions, adapterVersion: adapterVersion)
    }
}

/// What a service takes in one request; nil where there is no limit, or it is not known.
public struct ProviderLimits: Sendable, Hashable {
    /// Bytes of the audio file.
    public var audioBytes: Int?
    /// Seconds of audio.
    public var audioSeconds: Double?

    /// See the properties of the same names.
    public init(audioBytes: Int? = nil, audioSeconds: Double? = nil) {
        self.audioBytes = audioBytes
        self.audioSeconds = audioSeconds
    }
}
