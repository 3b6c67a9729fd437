import Crypto
public import Foundation
public import TranscriptCache

/// Deepgram's `POST {base}/listen`: the file is the body, all options are in the query.
///
/// Numerals are left as words (`smart_format=false`), since rewritten numbers count as errors; punctuation is asked for.
/// The service says which bytes it heard (SHA-256), and that is compared with those sent.
///
///     let provider = try DeepgramProvider(.init(credential: Credential(prefix: "Token ", key)))
///
/// - Source: Deepgram's API reference and captured requests of its SDK.
public struct DeepgramProvider: HTTPSpeechProvider {
    /// What the user can set.
    public struct Settings: Sendable {
        /// With or without `/listen`.
        public var baseURL: String
        /// Part of the cache key in place of the address.
        public var endpointAlias: String?
        /// `Token …` or `Bearer …` in `Authorization`.
        public var credential: Credential?
        /// Sent unless empty.
        public var model: String
        /// Sent unless empty; without it the service takes English, unless `detect_language=true` is among the fields.
        public var language: String
        /// Query parameters, repeated for lists; they replace ours of the same name.
        public var fields: [RequestField]
        /// Further headers that are no secret.
        public var headers: [RequestField]
        /// Requests in flight at a time unless the user says otherwise.
        public var concurrency: Int
        /// What one request takes.
        public var limits: ProviderLimits
        /// How requests are rounded on the bill.
        public var billing: BillingRule
        /// How long a request may take.
        public var time: TimeAllowance

        /// See the properties of the same names.
        public init(
            baseURL: String = "https://api.deepgram.com/v1", credential: Credential?, model: String = "nova-3",
            language: String = "", fields: [RequestField] = [], headers: [RequestField] = [], concurrency: Int = 16,
            limits: ProviderLimits = ProviderLimits(audioBytes: 2_000_000_000),
            billing: BillingRule = BillingRule(), time: TimeAllowance = TimeAllowance()
        ) {
            self.baseURL = baseURL
            self.credential = credential
            self.model = model
            self.language = language
            self.fields = fields
            self.headers = headers
            self.concurrency = concurrency
            self.limits = limits
            self.billing = billing
            self.time = time
        }
    }

    private let settings: Settings
    private let address: ServiceAddress

    /// - Throws: `invalidConfiguration` for an address that is none, a header that cannot be sent, or an option under
    ///   which the answer would go elsewhere.
    public init(_ settings: Settings) throws(SpeechToTextError) {
        self.settings = settings
        try HTTPRequest.check(headers: settings.headers)
        if settings.fields.last("callback") != nil {
            throw .invalidConfiguration(
                reason: "with the field callback Deepgram sends its answer elsewhere: leave it out")
        }
        address = try ServiceAddress(base: settings.baseURL, path: "/listen")
    }

    public var id: String { "deepgram" }
    public var endpoint: String { settings.endpointAlias ?? address.shown }
    public var shownAddress: String { address.shown }
    public var model: String { settings.model }
    public var language: String { settings.language }
    public var cacheOptions: [String: String] { settings.fields.cacheOptions }
    public var adapterVersion: Int { 1 }
    public var parserVersion: Int { DeepgramResponseParser.version }
    public var defaultConcurrency: Int { settings.concurrency }
    public var limits: ProviderLimits { settings.limits }
    public var billing: BillingRule { settings.billing }
    public var credential: Credential? { settings.credential }
    public var secrets: [Secret] { (credential?.secrets ?? []) + address.secrets }

    public func makeRequest(for audio: SpeechAudio) throws(SpeechToTextError) -> HTTPRequest {
        var ours = [RequestField("smart_format", "false"), RequestField("punctuate", "true")]
        if !settings.model.isEmpty { ours.append(RequestField("model", settings.model)) }
        if !settings.language.isEmpty { ours.append(RequestField("language", settings.language)) }
        return HTTPRequest(
            url: address.url(adding: ours.replaced(by: settings.fields)),
            headers: [("Accept", .text("application/json"))] + settings.headers.map { ($0.name, .text($0.value)) },
            body: .bytes(audio.wav, contentType: "audio/wav"), timeoutSeconds: settings.time.seconds(for: audio))
    }

    public func check(_ body: Data, isAbout audio: SpeechAudio) throws(SpeechToTextError) {
        guard let heard = JSONValue(body)?["metadata"]?["sha256"]?.string?.lowercased(), heard.utf8.count == 64 else {
            return
        }
        let sent = SHA256.hash(data: audio.wav).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        if heard != sent {
            throw .malformedResponse(
                reason:
                    "the service heard other audio than was sent (SHA-256 \(heard.prefix(8))… for \(sent.prefix(8))…): "
                    + "something between changes the request or mixes answers up",
                excerpt: "")
        }
    }

    public func parse(_ body: Data, audioSeconds: Double) throws(SpeechToTextError) -> ParsedTranscript {
        try DeepgramResponseParser.parse(body)
    }
}
