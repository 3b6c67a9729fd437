import ArgumentParser
import Corpus
import Foundation
import SpeechToText

/// Options of every command that needs transcripts from a recogniser.
struct RecognitionOptions: ParsableArguments {
    @Option(
        name: .customLong("asr"),
        help: ArgumentHelp(
            "Recogniser: sphinx (built in, English, offline: expect 20-35 % word errors on clean read speech, 40-60 % on "
                + "emotional speech), openai, groq, google, azure, deepgram, whispercpp, compatible (any server with "
                + "OpenAI's interface), command (any program), or an endpoint of the settings file. "
                + "Default: the settings file's, else sphinx, or compatible where --asr-url is given.",
            valueName: "name"))
    var names: [String] = []

    @Option(
        help: ArgumentHelp(
            "Settings file with endpoints and prices. Default: emoscribe/config.toml in the configuration folder "
                + "($XDG_CONFIG_HOME or ~/.config), where it is there.", valueName: "toml"))
    var config: String?

    @Option(
        name: .customLong("asr-url"),
        help: ArgumentHelp("Address of the service, for example http://127.0.0.1:8000/v1.", valueName: "url"))
    var url: String?

    @Option(name: .customLong("asr-model"), help: ArgumentHelp("Model to ask for.", valueName: "name"))
    var model: String?

    @Option(help: ArgumentHelp("Language spoken, as the service names it (en, de-DE).", valueName: "code"))
    var language: String?

    @Option(help: ArgumentHelp("Requests at a time; by default what suits the service.", valueName: "n"))
    var concurrency: Int?

    @Option(
        name: .customLong("asr-field"),
        help: ArgumentHelp(
            "An option of the service, sent as it is: a form field, query parameter, or member of Google's config. "
                + "Repeatable.", valueName: "name=value"))
    var fields: [String] = []

    @Option(
        name: .customLong("asr-prompt"),
        help: ArgumentHelp("Words the audio may hold, or the text before it (OpenAI's interface).", valueName: "text"))
    var prompt: String?

    @Option(
        name: .customLong("asr-temperature"),
        help: ArgumentHelp("How freely the service may choose words, 0 to 2 (OpenAI's interface).", valueName: "t"))
    var temperature: Double?

    @Option(
        name: .customLong("asr-command"),
        help: ArgumentHelp(
            "The program of --asr command; {audio} stands for the recording, {language} and {model} for theirs. No shell.",
            valueName: "words"))
    var command: String?

    @Option(
        name: .customLong("asr-timeout"),
        help: ArgumentHelp("Seconds allowed for a request, beside those for its length.", valueName: "s"))
    var timeout: Double?

    @Option(
        name: .customLong("asr-key-file"),
        help: ArgumentHelp(
            "File with the service's key, readable by its owner only. Otherwise OPENAI_API_KEY, GROQ_API_KEY, "
                + "DEEPGRAM_API_KEY, AZURE_SPEECH_KEY (with AZURE_SPEECH_REGION), GOOGLE_API_KEY or "
                + "GOOGLE_APPLICATION_CREDENTIALS.", valueName: "file"))
    var keyFile: String?

    @Option(
        name: .customLong("asr-key-command"),
        help: ArgumentHelp("Program that prints the service's key, such as 'pass show openai'.", valueName: "words"))
    var keyCommand: String?

    @Option(
        name: .customLong("asr-token-command"),
        help: ArgumentHelp(
            "Program that prints a bearer token for google, azure or deepgram, such as "
                + "'gcloud auth print-access-token'; run again when the token has run out.", valueName: "words"))
    var tokenCommand: String?

    @Option(
        name: .customLong("ca-file"),
        help: ArgumentHelp("Certificates to trust, for private services.", valueName: "pem"))
    var certificates: String?

    @Flag(help: "Send nothing: take what is in the cache, and name what is not.")
    var offline = false

    @Flag(name: .customLong("sphinx-fast"), help: "Built-in recogniser: three times as fast, a quarter more errors.")
    var fast = false

    @OptionGroup(title: "Money") var spending: SpendingOptions

    func validate() throws {
        if let concurrency, !(1...256).contains(concurrency) {
            throw ValidationError("--concurrency is 1 to 256, not \(concurrency)")
        }
        if let temperature, !(0...2).contains(temperature) {
            throw ValidationError("--asr-temperature is 0 to 2, not \(temperature)")
        }
        if let timeout, !(1...86_400).contains(timeout) {
            throw ValidationError("--asr-timeout is 1 to 86400 seconds, not \(timeout)")
        }
        for field in fields where RequestField(argument: field) == nil {
            throw ValidationError("--asr-field takes name=value, and \(field.debugDescription) is not that")
        }
        if [keyFile, keyCommand, tokenCommand].compactMap({ $0 }).count > 1 {
            throw ValidationError("give one of --asr-key-file, --asr-key-command and --asr-token-command")
        }
        if Set(names).count < names.count { throw ValidationError("the same --asr is given twice") }
    }

    /// The recogniser that is meant, for commands that ask one.
    func choice() throws -> RecogniserChoice {
        let all = try choices()
        guard all.count == 1, let only = all.first else {
            throw CommandFailure("this command asks one recogniser: give --asr once", .wrongUsage)
        }
        return only
    }

    /// The recognisers that are meant, for commands that compare several; at least one.
    func choices() throws -> [RecogniserChoice] {
        let catalogue = try RecogniserCatalogue.load(path: config, environment: ProcessInfo.processInfo.environment)
        if let path = catalogue.path, config == nil {
            Console.remark("settings: \(EscapedText.oneLine(path))")
        }
        let flags = try settings()
        guard names.count > 1 else { return [try catalogue.choice(names.first, flags: flags)] }
        if url != nil || command != nil || keyFile != nil || keyCommand != nil || tokenCommand != nil {
            throw CommandFailure(
                "with several --asr an address, program or key cannot be meant for all: "
                    + "name endpoints in a settings file (--config)", .wrongUsage)
        }
        return try names.map { try catalogue.choice($0, flags: flags) }
    }

    /// What the command line sets.
    private func settings() throws -> RecogniserSettings {
        var settings = RecogniserSettings()
        settings.url = url
        settings.model = model
        settings.language = language
        settings.concurrency = concurrency
        settings.prompt = prompt
        settings.temperature = temperature
        settings.timeoutSeconds = timeout
        settings.caFile = certificates
        settings.fields = fields.compactMap(RequestField.init(argument:))
        settings.command = try command.map { try CommandWords.split($0) }
        if let keyFile { settings.credential = .key(.file(keyFile)) }
        if let keyCommand { settings.credential = .key(.command(try CommandWords.split(keyCommand))) }
        if let tokenCommand { settings.credential = .token(.command(try CommandWords.split(tokenCommand))) }
        return settings
    }
}
