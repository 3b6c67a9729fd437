public import Foundation
public import TranscriptCache

/// Azure Speech, the REST interface for short audio: up to a minute, one utterance.
///
/// The transcript is the lexical form (what was said, in words, without punctuation and case), since that is what error
/// rates and models want; the display form (`Display`: punctuation, digits) stays in the stored response.
///
///     let provider = try AzureProvider(.init(
///         baseURL: AzureProvider.baseURL(region: "westeurope"),
///         credential: Credential(header: AzureProvider.keyHeader, prefix: "", key)))
///
/// - Source: Microsoft's reference "Speech to text REST API for short audio".
public struct AzureProvider: HTTPSpeechProvider {
    /// What the user can set.
    public struct Settings: Sendable {
        /// Part of the cache key in place of the address.
        public var endpointAlias: String?
        /// The host, or the whole address for containers and private endpoints.
        public var baseURL: String
        /// The subscription key's header or a bearer token.
        public var credential: Credential?
        /// BCP-47, `en-US`; the service demands one.
        public var language: String
        /// Query parameters; they replace ours of the same name.
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
            baseURL: String, credential: Credential?, language: String = "en-US", fields: [RequestField] = [],
            headers: [RequestField] = [], concurrency: Int = 8,
            limits: ProviderLimits = ProviderLimits(audioSeconds: 60),
            billing: BillingRule = BillingRule(incrementSeconds: 1), time: TimeAllowance = TimeAllowance()
        ) {
            self.baseURL = baseURL
            self.credential = credential
            self.language = language
            self.fields = fields
            self.headers = headers
            self.concurrency = concurrency
            self.limits = limits
            self.billing = billing
            self.time = time
        }
    }

    /// The header that carries the subscription's key.
    public static let keyHeader = "Ocp-Apim-Subscription-Key"

    /// The host of a region.
    ///
    /// - Throws: `invalidConfiguration` for a name that is none: it becomes part of the host that gets the key.
    public static func baseURL(region: String) throws(SpeechToTextError) -> String {
        let name = region.trimmingCharacters(in: .whitespaces).lowercased()
        guard !name.isEmpty, name.utf8.allSatisfy({ (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) }) else {
            throw .invalidConfiguration(
                reason: "\(region.debugDescription) is no Azure region: it looks like westeurope or eastus2")
        }
        return "https://\(name).stt.speech.microsoft.com"
    }

    private let settings: Settings
    private let address: ServiceAddress

    /// - Throws: `invalidConfiguration` for an address that is none, or a header that cannot be sent.
    public init(_ settings: Settings) throws(SpeechToTextError) {
        self.settings = settings
        try HTTPRequest.check(headers: settings.headers)
        let path = "/speech/recognition/conversation/cognitiveservices/v1"
        let isWhole = settings.baseURL.contains("/speech/recognition/")
        address = try ServiceAddress(base: settings.baseURL, path: isWhole ? "" : path)
    }

    public var id: String { "azure" }
    public var endpoint: String { settings.endpointAlias ?? address.shown }
    public var shownAddress: String { address.shown }
    public var model: String { "" }
    public var language: String { settings.language }
    public var cacheOptions: [String: String] { settings.fields.cacheOptions }
    public var adapterVersion: Int { 1 }
    public var parserVersion: Int { AzureResponseParser.version }
    public var defaultConcurrency: Int { settings.concurrency }
    public var limits: ProviderLimits { settings.limits }
    public var billing: BillingRule { settings.billing }
    public var credential: Credential? { settings.credential }
    public var secrets: [Secret] { (credential?.secrets ?? []) + address.secrets }

    public func makeRequest(for audio: SpeechAudio) throws(SpeechToTextError) -> HTTPRequest {
        // Masked words would count as errors, so they are left as they were said.
        let ours = [
            RequestField("language", settings.language), RequestField("format", "detailed"),
            RequestField("wordLevelTimestamps", "true"), RequestField("profanity", "raw"),
        ]
        return HTTPRequest(
            url: address.url(adding: ours.replaced(by: settings.fields)),
            headers: [("Accept", .text("application/json"))] + settings.headers.map { ($0.name, .text($0.value)) },
            body: .bytes(audio.wav, contentType: "audio/wav; codecs=audio/pcm; samplerate=\(audio.sampleRate)"),
            timeoutSeconds: settings.time.seconds(for: audio))
    }

    public func parse(_ body: Data, audioSeconds: Double) throws(SpeechToTextError) -> ParsedTranscript {
        try AzureResponseParser.parse(body, audioSeconds: audioSeconds)
    }

    public func cause(of failure: ProviderFailure, audio: SpeechAudio) -> SpeechToTextError? {
        let words = failure.message.lowercased()
        if failure.status == 403 || failure.status == 429,
            words.contains("out of call volume quota") || words.contains("quota exceeded")
        {
            return .quotaExhausted(status: failure.status, message: failure.message)
        }
        return nil
    }
}

extension [RequestField] {
    /// These, with those of the same name taken out where `others` has them, and `others` after them.
    func replaced(by others: [RequestField]) -> [RequestField] {
        filter { ours in !others.contains { $0.name == ours.name } } + others.inOrder
    }
}
