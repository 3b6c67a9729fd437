public import Foundation
public import TranscriptCache

/// Google Cloud Speech-to-Text v1, `POST {base}/speech:recognize`: the recogniser of the paper.
///
/// Audio goes inside the request (base64), so one request takes a minute at most. Known by an API key, a bearer token, or
/// a service account (`GoogleServiceAccount`).
///
///     let provider = try GoogleProvider(.init(credential: Credential(header: "X-Goog-Api-Key", prefix: "", key)))
///
/// - Source: the REST reference of v1 and the requests of the official client; limits from the quota page.
public struct GoogleProvider: HTTPSpeechProvider {
    /// What the user can set.
    public struct Settings: Sendable {
        /// With or without `/v1`; regional hosts (`https://eu-speech.googleapis.com`) are other addresses.
        public var baseURL: String
        /// Part of the cache key in place of the address.
        public var endpointAlias: String?
        /// The API key's header or a bearer token.
        public var credential: Credential?
        /// Sent unless empty, such as `latest_long`, `latest_short`, `phone_call` or `video`.
        public var model: String
        /// BCP-47, `en-US`; the service demands one.
        public var language: String
        /// Members of the request's `config`, JSON or text; they replace ours of the same name.
        public var fields: [RequestField]
        /// Further headers that are no secret (`X-Goog-User-Project`).
        public var headers: [RequestField]
        /// Requests in flight at a time unless the user says otherwise.
        public var concurrency: Int
        /// What one request takes.
        public var limits: ProviderLimits
        /// How requests are rounded on the bill: by default as the service's own answers state it; some contracts differ.
        public var billing: BillingRule
        /// How long a request may take.
        public var time: TimeAllowance

        /// See the properties of the same names.
        public init(
            baseURL: String = "https://speech.googleapis.com/v1", credential: Credential?, model: String = "",
            language: String = "en-US", fields: [RequestField] = [], headers: [RequestField] = [],
            concurrency: Int = 8, limits: ProviderLimits = GoogleProvider.serviceLimits,
            billing: BillingRule = BillingRule(incrementSeconds: 15), time: TimeAllowance = TimeAllowance()
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

    /// A minute, and what fits into 10 MB (10,485,760 bytes) once it is base64, with room for the rest of the request.
    public static let serviceLimits = ProviderLimits(audioBytes: (10_485_760 - 16_384) / 4 * 3, audioSeconds: 60)

    private let settings: Settings
    private let address: ServiceAddress
    private let fields: [(name: String, json: String)]

    /// - Throws: `invalidConfiguration` for an address that is none, or a header that cannot be sent.
    public init(_ settings: Settings) throws(SpeechToTextError) {
        self.settings = settings
        try HTTPRequest.check(headers: settings.headers)
        var path = "/speech:recognize"
        if let parts = URLComponents(string: settings.baseURL), parts.path.isEmpty || parts.path == "/" {
            path = "/v1" + path
        }
        address = try ServiceAddress(base: settings.baseURL, path: path)
        fields = settings.fields.inOrder.map { ($0.name, Self.json($0.value)) }
    }

    public var id: String { "google" }
    public var endpoint: String { settings.endpointAlias ?? address.shown }
    public var shownAddress: String { address.shown }
    public var model: String { settings.model }
    public var language: String { settings.language }
    public var cacheOptions: [String: String] { settings.fields.cacheOptions }
    public var adapterVersion: Int { 1 }
    public var parserVersion: Int { GoogleResponseParser.version }
    public var defaultConcurrency: Int { settings.concurrency }
    public var limits: ProviderLimits { settings.limits }
    public var billing: BillingRule { settings.billing }
    public var credential: Credential? { settings.credential }
    public var secrets: [Secret] { (credential?.secrets ?? []) + address.secrets }

    public func makeRequest(for audio: SpeechAudio) throws(SpeechToTextError) -> HTTPRequest {
        var config: [(name: String, json: String)] = [
            ("encoding", "\"LINEAR16\""), ("sampleRateHertz", String(audio.sampleRate)),
            ("languageCode", settings.language.jsonText), ("maxAlternatives", "1"), ("enableWordTimeOffsets", "true"),
            ("enableWordConfidence", "true"), ("enableAutomaticPunctuation", "true"),
        ]
        if !settings.model.isEmpty { config.append(("model", settings.model.jsonText)) }
        for field in fields {
            config.removeAll { $0.name == field.name }
            config.append(field)
        }
        let members = config.map { "\($0.name.jsonText):\($0.json)" }.joined(separator: ",")
        var body = Data("{\"config\":{\(members)},\"audio\":{\"content\":\"".utf8)
        body.append(audio.wav.base64EncodedData())
        body.append(contentsOf: "\"}}".utf8)
        return HTTPRequest(
            url: address.requestURL, headers: settings.headers.map { ($0.name, .text($0.value)) },
            body: .bytes(body, contentType: "application/json"), timeoutSeconds: settings.time.seconds(for: audio))
    }

    public func parse(_ body: Data, audioSeconds: Double) throws(SpeechToTextError) -> ParsedTranscript {
        try GoogleResponseParser.parse(body)
    }

    public func cause(of failure: ProviderFailure, audio: SpeechAudio) -> SpeechToTextError? {
        GoogleFailures.cause(of: failure, audio: audio, limits: limits)
    }

    /// A value as it stands in JSON: what is JSON already stays (`true`, `2`, `["en-GB"]`), the rest is a text.
    private static func json(_ value: String) -> String {
        JSONValue(Data(value.utf8)) == nil ? value.jsonText : value
    }
}

extension String {
    /// In quotes, as JSON wants it.
    var jsonText: String {
        var text = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}

extension HTTPRequest {
    /// Refuses headers that cannot be sent, or that would carry a key past the places where keys are kept.
    static func check(headers: [RequestField]) throws(SpeechToTextError) {
        for header in headers {
            guard (header.name + header.value).utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
                throw .invalidConfiguration(
                    reason: "the header \(header.name.debugDescription) holds a control character")
            }
            let name = header.name.lowercased()
            let isSecret = ["authorization", "cookie", "api-key", "apikey", "subscription-key", "token"].contains {
                name.hasSuffix($0)
            }
            if isSecret {
                throw .invalidConfiguration(
                    reason: "the header \(header.name) holds a key: give it as a key file, key command or variable")
            }
        }
    }
}
