public import Foundation
import Synchronization
public import TranscriptCache

/// Services that speak OpenAI's `POST {base}/audio/transcriptions`: OpenAI, Groq, vLLM, speaches, LocalAI, llama-swap,
/// llama.cpp, NVIDIA NIM, Mistral, whisper.cpp and this project's own recogniser.
///
/// It asks for `verbose_json` with word and segment times, and takes less where the service refuses that: first the
/// granularities go, then the format. What was learned holds for the life of the value (and its copies).
///
///     let provider = try OpenAICompatibleProvider(.init(baseURL: "http://127.0.0.1:8000/v1", model: "whisper-1"))
///
/// - Source: OpenAI's API reference and captured requests of its SDK; what servers do differently is named where it is
///   handled, see `OpenAIResponseParser` and `ProviderFailure`.
public struct OpenAICompatibleProvider: HTTPSpeechProvider {
    /// What the user can set.
    public struct Settings: Sendable {
        /// `openai`, `groq`, `sphinx` …; part of the cache key.
        public var id: String
        /// With or without the path below.
        public var baseURL: String
        /// Appended to the address unless it ends with it.
        public var path: String
        /// Part of the cache key in place of the address, for a server whose port differs from run to run.
        public var endpointAlias: String?
        /// Sent with every request; nil where the service asks for nothing.
        public var credential: Credential?
        /// Sent unless empty.
        public var model: String
        /// Sent unless empty; most servers want ISO 639-1 (`en`), NVIDIA's `en-US`.
        public var language: String
        /// Sent unless nil: words the audio may hold, or the text before it.
        public var prompt: String?
        /// Sent unless nil.
        public var temperature: Double?
        /// Further form fields, sent as they are; they replace ours of the same name (not `file`).
        public var fields: [RequestField]
        /// Further headers that are no secret and do not change the text (`OpenAI-Organization`).
        public var headers: [RequestField]
        /// Requests in flight at a time unless the user says otherwise.
        public var concurrency: Int
        /// What the service takes in one request.
        public var limits: ProviderLimits
        /// How requests are rounded on the bill.
        public var billing: BillingRule
        /// How long a request may take.
        public var time: TimeAllowance

        /// See the properties of the same names; `key` is short for a credential sent as
        /// `Authorization: Bearer`.
        public init(
            id: String = "openai", baseURL: String = "https://api.openai.com/v1",
            path: String = "/audio/transcriptions", endpointAlias: String? = nil, key: Secret? = nil,
            credential: Credential? = nil,
            model: String = "", language: String = "", prompt: String? = nil, temperature: Double? = nil,
            fields: [RequestField] = [], headers: [RequestField] = [], concurrency: Int = 4,
            limits: ProviderLimits = ProviderLimits(), billing: BillingRule = BillingRule(),
            time: TimeAllowance = TimeAllowance()
        ) {
            self.id = id
            self.baseURL = baseURL
            self.path = path
            self.endpointAlias = endpointAlias
            self.credential = credential ?? key.map { Credential($0) }
            self.model = model
            self.language = language
            self.prompt = prompt
            self.temperature = temperature
            self.fields = fields
            self.headers = headers
            self.concurrency = concurrency
            self.limits = limits
            self.billing = billing
            self.time = time
        }
    }

    /// How much is asked for, from most to least.
    private enum Detail: Int { case words, segments, text }

    /// Shared by the copies of a provider: the way of asking that the service is known to accept.
    private final class Memory: Sendable {
        let detail = Mutex(Detail.words)
    }

    private let settings: Settings
    private let address: ServiceAddress
    private let memory = Memory()

    /// - Throws: `invalidConfiguration` for an address that is none or a header that cannot be sent.
    public init(_ settings: Settings) throws(SpeechToTextError) {
        self.settings = settings
        address = try ServiceAddress(base: settings.baseURL, path: settings.path)
        try HTTPRequest.check(headers: settings.headers)
        if settings.fields.last("file") != nil {
            throw .invalidConfiguration(reason: "the field file carries the audio and cannot be set")
        }
        if let format = settings.fields.last("response_format"), ["srt", "vtt"].contains(format) {
            throw .invalidConfiguration(
                reason: "response_format \(format) is for subtitles: leave it out, or take verbose_json, json or text")
        }
    }

    public var id: String { settings.id }
    public var endpoint: String { settings.endpointAlias ?? address.shown }
    public var shownAddress: String { address.shown }
    public var model: String { settings.model }
    public var language: String { settings.language }
    public var adapterVersion: Int { 1 }
    public var parserVersion: Int { OpenAIResponseParser.version }
    public var defaultConcurrency: Int { settings.concurrency }
    public var limits: ProviderLimits { settings.limits }
    public var billing: BillingRule { settings.billing }
    public var credential: Credential? { settings.credential }
    public var secrets: [Secret] { (credential?.secrets ?? []) + address.secrets }

    public var cacheOptions: [String: String] {
        var options = settings.fields.cacheOptions
        options["prompt"] = settings.prompt
        options["temperature"] = settings.temperature.map { String($0) }
        return options
    }

    public func makeRequest(for audio: SpeechAudio) throws(SpeechToTextError) -> HTTPRequest {
        let detail = memory.detail.withLock { $0 }
        var parts = [
            HTTPRequest.Part(name: "file", data: audio.wav, filename: "audio.wav", contentType: "audio/wav")
        ]
        func add(_ name: String, _ value: String?) {
            guard let value, !value.isEmpty, settings.fields.last(name) == nil else { return }
            parts.append(HTTPRequest.Part(name: name, data: Data(value.utf8)))
        }
        add("model", settings.model)
        add("language", settings.language)
        add("prompt", settings.prompt)
        add("temperature", settings.temperature.map { String($0) })
        add("response_format", detail == .text ? "json" : "verbose_json")
        if detail == .words, settings.fields.last("response_format") == nil {
            add("timestamp_granularities[]", "word")
            add("timestamp_granularities[]", "segment")
        }
        for field in settings.fields.inOrder {
            parts.append(HTTPRequest.Part(name: field.name, data: Data(field.value.utf8)))
        }

        var headers: [(name: String, value: HTTPRequest.HeaderValue)] = [("Accept", .text("application/json"))]
        headers += settings.headers.map { ($0.name, .text($0.value)) }
        return HTTPRequest(
            url: address.requestURL, headers: headers, body: .multipart(parts),
            timeoutSeconds: settings.time.seconds(for: audio), variant: detail.rawValue)
    }

    public func parse(_ body: Data, audioSeconds: Double) throws(SpeechToTextError) -> ParsedTranscript {
        try OpenAIResponseParser.parse(
            body, responseFormat: settings.fields.last("response_format"), audioSeconds: audioSeconds)
    }

    public func cause(of failure: ProviderFailure, audio: SpeechAudio) -> SpeechToTextError? {
        let words = failure.message.lowercased()
        // whisper.cpp's server replaces its own explanations: every 400 says this, and all but 500 become 404.
        let isWhisperCpp = failure.headers["server"]?.lowercased().contains("whisper.cpp") == true
        if failure.status == 400, isWhisperCpp || words == "invalid request" {
            return .rejected(
                status: 400,
                message: "whisper.cpp's server refused the audio or the form and gives no reason; is it a build that "
                    + "reads 16-bit WAV, or one to start with --convert?")
        }
        if failure.status == 404, words.hasPrefix("file not found (") {
            return .notFound(
                endpoint: shownAddress,
                message: failure.message + "; whisper.cpp's server listens at /inference unless it was started with "
                    + "--inference-path, and also says this while it loads a model")
        }
        return nil
    }

    public func adapt(to failure: ProviderFailure, of request: HTTPRequest) -> Bool {
        guard failure.status == 400 || failure.status == 422, settings.fields.last("response_format") == nil,
            let asked = Detail(rawValue: request.variant), asked != .text
        else { return false }
        let words = failure.message.lowercased()
        let next: Detail
        if words.contains("response_format") || words.contains("verbose_json") {
            next = .text
        } else if words.contains("timestamp_granularit") || words.contains("timestamp granularit") {
            next = asked == .words ? .segments : .text
        } else {
            return false
        }
        memory.detail.withLock { if $0.rawValue < next.rawValue { $0 = next } }
        return true
    }
}
