public import Foundation
public import TranscriptCache

/// Any program of this machine as a recogniser: it gets a WAV file and writes what it heard to standard output.
///
/// The program is started without a shell, once per recording, with the environment of this process. The file is readable
/// by its owner only and gone when the program has ended. Status 0 means an answer (also an empty one), 75 (`EX_TEMPFAIL`)
/// "ask again", any other "this recording fails".
///
///     let provider = try CommandProvider(.init(
///         words: ["whisper-cli", "-m", "ggml-base.en.bin", "-nt", "-np", "-f", "{audio}"]))
public struct CommandProvider: SpeechProvider {
    /// What the user can set.
    public struct Settings: Sendable {
        /// The program and its arguments; `{audio}`, `{language}` and `{model}` in them are replaced.
        ///
        /// They are part of the cache key and stored: no place for a key.
        public var words: [String]
        /// Part of the cache key in place of the words, for programs whose path differs from machine to machine.
        public var alias: String?
        /// Replaces `{model}`; without it in the words it only tells answers of one version from those of the next.
        public var model: String
        /// Replaces `{language}`.
        public var language: String
        /// Programs running at a time unless the user says otherwise.
        public var concurrency: Int
        /// What the program takes at a time.
        public var limits: ProviderLimits
        /// How uses are rounded on the bill, should there be one.
        public var billing: BillingRule
        /// How long the program may take for one recording.
        public var time: TimeAllowance
        /// The process's environment, whose keys and tokens are taken out of answers and messages.
        public var environment: [String: String]

        /// See the properties of the same names.
        public init(
            words: [String], alias: String? = nil, model: String = "", language: String = "", concurrency: Int = 1,
            limits: ProviderLimits = ProviderLimits(), billing: BillingRule = BillingRule(),
            time: TimeAllowance = TimeAllowance(base: 600, perAudioSecond: 20),
            environment: [String: String] = ProcessInfo.processInfo.environment
        ) {
            self.words = words
            self.alias = alias
            self.model = model
            self.language = language
            self.concurrency = concurrency
            self.limits = limits
            self.billing = billing
            self.time = time
            self.environment = environment
        }
    }

    /// The temporary folder, made when the first recording is asked for.
    private actor Workplace {
        private var audio: TemporaryAudio?

        func open() throws(SpeechToTextError) -> TemporaryAudio {
            if let audio { return audio }
            let made = try TemporaryAudio()
            audio = made
            return made
        }
    }

    public let secrets: [Secret]
    private let settings: Settings
    private let program: String
    private let workplace = Workplace()
    /// The transcriber bounds how many run at a time.
    private let queue = LoadingQueue(width: 256)

    /// - Throws: `invalidConfiguration` for no program, or one that would not get the audio.
    public init(_ settings: Settings) throws(SpeechToTextError) {
        guard let program = settings.words.first, !program.isEmpty else {
            throw .invalidConfiguration(reason: "the recogniser's command is empty")
        }
        guard settings.words.contains(where: { $0.contains("{audio}") }) else {
            throw .invalidConfiguration(
                reason: "the command \(program) has no {audio}: it marks where the recording's path goes")
        }
        self.settings = settings
        self.program = program
        secrets = settings.environment.sorted { $0.key < $1.key }.compactMap { name, value in
            let ending = ["KEY", "TOKEN", "SECRET", "PASSWORD"].first { name.uppercased().hasSuffix($0) }
            return ending == nil ? nil : Secret(value)
        }
    }

    public var id: String { "command" }
    public var endpoint: String { settings.alias ?? settings.words.joined(separator: " ") }
    public var shownAddress: String { program }
    public var model: String { settings.model }
    public var language: String { settings.language }
    public var adapterVersion: Int { 1 }
    public var parserVersion: Int { CommandOutputParser.version }
    public var defaultConcurrency: Int { settings.concurrency }
    public var limits: ProviderLimits { settings.limits }
    public var billing: BillingRule { settings.billing }

    public var cacheOptions: [String: String] {
        guard settings.alias == nil else { return [:] }
        // Joined with spaces, two lists of words could look the same.
        let words = settings.words.enumerated().map { ("word.\($0.offset)", $0.element) }
        return Dictionary(uniqueKeysWithValues: words)
    }

    public func ask(_ audio: SpeechAudio, in context: ProviderContext) async -> ProviderAttempt {
        do throws(SpeechToTextError) {
            let workplace = try await workplace.open()
            let limit = settings.time.seconds(for: audio)
            let result = await queue.run { () -> Result<LocalProgram.Outcome, SpeechToTextError> in
                do throws(SpeechToTextError) {
                    return .success(
                        try workplace.with(audio) { path in
                            LocalProgram(words: words(audio: path), timeLimitSeconds: limit).run()
                        })
                } catch {
                    return .failure(error)
                }
            }
            return .answered(ProviderResponse(body: try answer(try result.get(), limit), httpStatus: 0))
        } catch {
            return .failed(error)
        }
    }

    public func parse(_ body: Data, audioSeconds: Double) throws(SpeechToTextError) -> ParsedTranscript {
        try CommandOutputParser.parse(body, audioSeconds: audioSeconds)
    }

    private func words(audio path: String) -> [String] {
        settings.words.map { word in
            word.replacing("{audio}", with: path).replacing("{language}", with: settings.language)
                .replacing("{model}", with: settings.model)
        }
    }

    private func answer(_ outcome: LocalProgram.Outcome, _ limit: Double) throws(SpeechToTextError) -> Data {
        let said = ProviderFailure.shorten(String(decoding: outcome.errorTail, as: UTF8.self), keepingEnd: true)
        switch outcome.ending {
        case .status(0): return outcome.output
        case .status(75):
            throw .program(name: program, ending: "asks to be run again (status 75)", said: said, isTemporary: true)
        case .status(let status): throw .program(name: program, ending: "ended with status \(status)", said: said)
        case .signal(let number): throw .program(name: program, ending: "was ended by signal \(number)", said: said)
        case .tookTooLong: throw .timedOut(afterSeconds: limit)
        case .wroteTooMuch:
            throw .responseTooLarge(limitBytes: LocalProgram(words: [], timeLimitSeconds: 0).outputLimit)
        case .notStarted(let number):
            throw .invalidConfiguration(
                reason: "the program \(program) cannot be started: \(String(cString: strerror(number)))")
        }
    }
}
