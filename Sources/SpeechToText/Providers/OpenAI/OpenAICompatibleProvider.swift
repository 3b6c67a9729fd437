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
        /// Further form fields, sent as they are; one named `response_format` replaces ours.
        public var extraFields: [String: String]
        /// Further headers that are no secret and do not change the text (`OpenAI-Organization`).
        public var extraHeaders: [String: String]
        /// Requests in flight at a time unless the user says otherwise.
        public var concurrency: Int
        /// What the service takes in one request.
        public var limits: ProviderLimits
        /// Time allowed for a request: this and `timeoutPerAudioSecond` for each second of audio.
        public var timeoutSeconds: Double
        /// See `timeoutSeconds`.
        public var timeoutPerAudioSecond: Double

        /// See the properties of the same names; `key` is sent as `Authorization: Bearer`.
        public init(
            id: String = "openai", baseURL: String = "https://api.openai.com/v1",
            path: String = "/audio/transcriptions", endpointAlias: String? = nil, key: Secret? = nil,
            model: String = "", language: String = "", prompt: String? = nil, temperature: Double? = nil,
            extraFields: [String: String] = [:], extraHeaders: [String: String] = [:], concurrency: Int = 4,
            limits: ProviderLimits = ProviderLimits(), timeoutSeconds: Double = 120, timeoutPerAudioSecond: Double = 4
        ) {
            self.id = id
            self.baseURL = baseURL
            self.path = path
            self.endpointAlias = endpointAlias
            credential = key.map { Credential($0) }
            self.model = model
            self.language = language
            self.prompt = prompt
            self.temperature = temperature
            self.extraFields = extraFields
            self.extraHeaders = extraHeaders
            self.concurrency = concurrency
            self.limits = limits
            self.timeoutSeconds = timeoutSeconds
            self.timeoutPerAudioSecond = timeoutPerAudioSecond
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
        for (name, value) in settings.extraHeaders where !(name + value).utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) {
            throw .invalidConfiguration(reason: "the header \(name.debugDescription) holds a control character")
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
    public var credential: Credential? { settings.credential }

    public var cacheOptions: [String: String] {
        var options: [String: String] = [:]
        for (name, value) in settings.extraFields { options["field.\(name)"] = value }
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
            guard let value, !value.isEmpty else { return }
            parts.append(HTTPRequest.Part(name: name, data: Data(value.utf8)))
        }
        add("model", settings.model)
        add("language", settings.language)
        add("prompt", settings.prompt)
        add("temperature", settings.temperature.map { String($0) })
        if settings.extraFields["response_format"] == nil {
            add("response_format", detail == .text ? "json" : "verbose_json")
            if detail == .words {
                add("timestamp_granularities[]", "word")
                add("timestamp_granularities[]", "segment")
            }
        }
        for (name, value) in settings.extraFields.sorted(by: { $0.key < $1.key }) { add(name, value) }

        var headers: [(name: String, value: HTTPRequest.HeaderValue)] = [("Accept", .text("application/json"))]
        for (name, value) in settings.extraHeaders.sorted(by: { $0.key < $1.key }) {
            headers.append((name, .text(value)))
        }
        return HTTPRequest(
            url: address.requestURL, headers: headers, body: .multipart(parts),
            timeoutSeconds: settings.timeoutSeconds + settings.timeoutPerAudioSecond * audio.durationSeconds,
            variant: detail.rawValue)
    }

    public func parse(_ body: Data, audioSeconds: Double) throws(SpeechToTextError) -> ParsedTranscript {
        try OpenAIResponseParser.parse(body, audioSeconds: audioSeconds)
    }

    public func adapt(to failure: ProviderFailure, of request: HTTPRequest) -> Bool {
        guard failure.status == 400 || failure.status == 422, settings.extraFields["response_format"] == nil,
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
