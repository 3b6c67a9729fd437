import ArgumentParser
import Foundation
import SpeechToText

/// Who turns speech into text.
enum RecogniserName: String, ExpressibleByArgument, CaseIterable {
    case sphinx, openai, groq, compatible, whispercpp
}

/// Options of every command that needs transcripts from a recogniser.
struct RecognitionOptions: ParsableArguments {
    @Option(
        name: .customLong("asr"),
        help: ArgumentHelp(
            "Recogniser: sphinx (built in, English, offline: expect 20-35 % word errors on clean read speech, 40-60 % on "
                + "emotional speech), openai, groq, compatible (any server with OpenAI's interface), whispercpp. "
                + "Default: sphinx, or compatible where --asr-url is given.",
            valueName: "provider"))
    var named: RecogniserName?

    /// The one that is asked.
    var recogniser: RecogniserName { named ?? (url == nil ? .sphinx : .compatible) }

    @Option(
        name: .customLong("asr-url"),
        help: ArgumentHelp("Address of the service, for example http://127.0.0.1:8000/v1.", valueName: "url"))
    var url: String?

    @Option(name: .customLong("asr-model"), help: ArgumentHelp("Model to ask for.", valueName: "name"))
    var model: String?

    @Option(help: ArgumentHelp("Language spoken, as the service names it (en, de).", valueName: "code"))
    var language: String?

    @Option(help: ArgumentHelp("Requests at a time; by default what suits the service.", valueName: "n"))
    var concurrency: Int?

    @Option(
        name: .customLong("asr-key-file"),
        help: ArgumentHelp(
            "File with the service's key, readable by its owner only. Otherwise OPENAI_API_KEY or GROQ_API_KEY.",
            valueName: "file"))
    var keyFile: String?

    @Option(
        name: .customLong("ca-file"),
        help: ArgumentHelp("Certificates to trust, for private services.", valueName: "pem"))
    var certificates: String?

    @Flag(name: .customLong("sphinx-fast"), help: "Built-in recogniser: three times as fast, a quarter more errors.")
    var fast = false

    func validate() throws {
        if let concurrency, !(1...256).contains(concurrency) {
            throw ValidationError("--concurrency is 1 to 256, not \(concurrency)")
        }
        if recogniser == .compatible, url == nil {
            throw ValidationError("--asr compatible needs --asr-url, the address of the service")
        }
    }

    /// Whether the recogniser in this program is used, which has to be started first.
    var isBuiltIn: Bool { recogniser == .sphinx && url == nil }

    /// Settings of a service that runs already.
    func settings() throws -> OpenAICompatibleProvider.Settings {
        var settings: OpenAICompatibleProvider.Settings
        switch recogniser {
        case .openai: settings = .openAI(key: try key(variable: "OPENAI_API_KEY"))
        case .groq: settings = .groq(key: try key(variable: "GROQ_API_KEY"))
        case .compatible: settings = .compatible(baseURL: url ?? "", key: try keyFromFile())
        case .whispercpp: settings = .whisperCpp()
        case .sphinx: settings = .compatible(baseURL: url ?? "", key: try keyFromFile())
        }
        if recogniser == .sphinx { settings.id = "sphinx" }
        if let url { settings.baseURL = url }
        if let model { settings.model = model }
        if let language { settings.language = language }
        if recogniser == .whispercpp, let key = try keyFromFile() { settings.credential = Credential(key) }
        return settings
    }

    private func key(variable: String) throws -> Secret {
        if let key = try keyFromFile() { return key }
        guard let key = ProcessInfo.processInfo.environment[variable].flatMap(Secret.init) else {
            throw CommandFailure(
                "no key for \(recogniser.rawValue): set \(variable), or give a file with --asr-key-file", .wrongUsage)
        }
        return key
    }

    private func keyFromFile() throws -> Secret? {
        guard let keyFile else { return nil }
        var status = stat()
        guard stat(keyFile, &status) == 0, let text = try? String(contentsOfFile: keyFile, encoding: .utf8) else {
            throw CommandFailure("the key file \(keyFile) cannot be read", .wrongUsage)
        }
        guard status.st_mode & 0o077 == 0 else {
            throw CommandFailure("others can read the key file \(keyFile): run chmod 600 on it", .wrongUsage)
        }
        guard let key = Secret(text) else {
            throw CommandFailure("the key file \(keyFile) holds no key", .wrongUsage)
        }
        return key
    }
}
