import Foundation
import TestSupport
import Testing

@testable import SpeechToText

@Suite struct RecogniserCatalogueTests {
    private func catalogue(_ text: String) throws(SpeechToTextError) -> RecogniserCatalogue {
        try RecogniserCatalogue(text: text, path: "/etc/lab/emoscribe.toml", home: "/home/someone")
    }

    private static let lab = """
        [defaults]
        asr = "lab-whisper"
        language = "de"

        [provider.google]
        price-per-minute = 0.024
        billed-increment = 15
        language = "en-US"

        [endpoint.lab-whisper]
        provider = "compatible"
        url = "http://10.0.0.5:8000/v1"
        model = "large-v3"
        language = "en"
        fields = { vad_filter = true, hotwords = "a b", "words[]" = ["x", "y"] }
        headers = { X-Team = "speech" }
        key-command = "pass show 'lab key'"
        concurrency = 8
        max-seconds = 30
        timeout = 900
        ca-file = "ca.pem"
        price-per-minute = 0.5
        currency = "EUR"
        alias = "whisper-v3"

        [endpoint.gcp]
        provider = "google"
        url = "https://eu-speech.googleapis.com"
        credentials-file = "~/keys/account.json"
        fields = { speechContexts = [{ phrases = ["emoscribe", "a \\"b\\""], boost = 2.5 }], useEnhanced = true }

        [endpoint.whisper-cli]
        provider = "command"
        command = ["whisper-cli", "-f", "{audio}"]
        """

    @Test("an endpoint has its file's settings, at their places")
    func endpoint() throws {
        let choice = try catalogue(Self.lab).choice("lab-whisper")
        #expect(choice.name == "lab-whisper" && choice.kind == .compatible)
        #expect(choice.price == ServicePrice(perMinute: 0.5, currency: "EUR"))
        let provider = try choice.provider(environment: [:])
        #expect(provider.id == "compatible" && provider.endpoint == "whisper-v3")
        #expect(provider.shownAddress == "http://10.0.0.5:8000/v1")
        #expect(provider.model == "large-v3" && provider.language == "en" && provider.defaultConcurrency == 8)
        #expect(provider.limits.audioSeconds == 30)
        #expect(choice.settings.caFile == "/etc/lab/ca.pem")
        #expect(choice.settings.credential == .key(.command(["pass", "show", "lab key"])))
        let http = try #require(provider as? OpenAICompatibleProvider)
        let request = try http.makeRequest(for: .tone())
        #expect(request.timeoutSeconds == 900.4 && request.header("X-Team") == "speech")
        #expect(Set(request.form).isSuperset(of: ["vad_filter=true", "hotwords=a b", "words[]=x", "words[]=y"]))
    }

    @Test("a provider's own section is the ground for its endpoints and its name")
    func providerSection() throws {
        let catalogue = try catalogue(Self.lab)
        for name in ["google", "gcp"] {
            let choice = try catalogue.choice(name)
            let provider = try choice.provider(environment: [:])
            #expect(choice.price == ServicePrice(perMinute: 0.024, currency: "USD"))
            #expect(provider.billing.billedSeconds(audioSeconds: 3) == 15 && provider.language == "en-US")
        }
        let gcp = try catalogue.choice("gcp")
        #expect(gcp.settings.credential == .credentialsFile("/home/someone/keys/account.json"))
        let google = try #require(try gcp.provider(environment: [:]) as? GoogleProvider)
        let request = try google.makeRequest(for: .tone())
        #expect(request.url == "https://eu-speech.googleapis.com/v1/speech:recognize")
        let config = JSONValue(Data(request.bodyText.utf8))?["config"]
        let context = config?["speechContexts"]?.array?.first
        #expect(context?["phrases"]?.array?.last?.string == "a \"b\"" && context?["boost"]?.number == 2.5)
        #expect(config?["useEnhanced"] == .bool(true))
    }

    @Test("the default is used where no name is given; an address given means a server of one's own")
    func defaults() throws {
        let catalogue = try catalogue(Self.lab)
        #expect(try catalogue.choice().name == "lab-whisper")
        var flags = RecogniserSettings()
        flags.url = "http://127.0.0.1:9/v1"
        let other = try catalogue.choice(flags: flags)
        #expect(other.name == "compatible" && other.settings.language == "de" && other.settings.model == nil)
        #expect(try RecogniserCatalogue().choice().isBuiltIn)
        var program = RecogniserSettings()
        program.command = ["p", "{audio}"]
        #expect(try catalogue.choice(flags: program).kind == .command)
    }

    @Test("the command line wins; another address is no longer what the alias stood for")
    func flags() throws {
        var flags = RecogniserSettings()
        flags.model = "small"
        flags.fields = [RequestField("vad_filter", "false")]
        flags.credential = .key(.file("/k"))
        let choice = try catalogue(Self.lab).choice("lab-whisper", flags: flags)
        #expect(choice.settings.model == "small" && choice.settings.credential == .key(.file("/k")))
        #expect(choice.settings.fields.filter { $0.name == "vad_filter" }.map(\.value) == ["false"])
        #expect(choice.settings.alias == "whisper-v3")
        flags.url = "http://10.0.0.6:8000/v1"
        #expect(try catalogue(Self.lab).choice("lab-whisper", flags: flags).settings.alias == nil)
    }

    @Test("an unknown name lists the known ones")
    func unknownName() throws {
        let error = #expect(throws: SpeechToTextError.self) { try catalogue(Self.lab).choice("lab") }
        for name in ["lab", "gcp, lab-whisper, whisper-cli, sphinx, openai", "command"] {
            #expect(error?.description.contains(name) == true)
        }
        let bare = #expect(throws: SpeechToTextError.self) { try RecogniserCatalogue().choice("lab") }
        #expect(bare?.description.contains("--config") == true)
    }

    @Test(
        "what is wrong is named with its line and what would be right",
        arguments: [
            (
                "[endpoint.a]\nprovider = \"compatible\"\nurl = \"http://h/v1\"\nmodle = \"x\"", 4,
                ["modle", "model", "url"]
            ),
            ("[endpoints.a]\nprovider = \"x\"", 1, ["endpoints", "defaults, provider and endpoint"]),
            ("[provider.gogle]\nmodel = \"x\"", 1, ["gogle", "google"]),
            ("[endpoint.a]\nurl = \"http://h\"", 1, ["needs provider"]),
            ("[endpoint.a]\nprovider = \"whisper\"", 2, ["whisper", "whispercpp"]),
            ("[endpoint.google]\nprovider = \"google\"", 1, ["built-in", "[provider.google]"]),
            ("[provider.google]\nprompt = \"x\"", 2, ["google has no setting prompt", "language"]),
            ("[provider.openai]\nconcurrency = \"four\"", 2, ["concurrency", "1 to 256"]),
            ("[provider.openai]\nconcurrency = 0", 2, ["concurrency", "1 to 256"]),
            ("[provider.openai]\nmodel = 5", 2, ["model", "a whole number"]),
            ("[provider.openai]\nmodel = \"\"", 2, ["model"]),
            ("[provider.openai]\nfields = { a = [[1]] }", 2, ["a list"]),
            ("[provider.openai]\nprice-per-minute = -1", 2, ["price-per-minute"]),
            ("[provider.openai]\nurl = \"localhost:8000\"", 2, ["must look like"]),
            ("[provider.openai]\nkey-file = \"a\"\nkey-env = \"B\"", 3, ["line 2", "one is enough"]),
            ("[provider.openai]\nkey-command = \"a 'b\"", 2, ["quote"]),
            ("[provider.openai]\nmodel = \"a\" \"b\"", 2, ["column 13"]),
            ("[defaults]\nasr = \"nobody\"", 2, ["nobody", "sphinx"]),
            ("defaults = 1", 1, ["a table is wanted"]),
        ])
    func wrong(_ text: String, _ line: Int, _ words: [String]) {
        let error = #expect(throws: SpeechToTextError.self) { try catalogue(text) }
        #expect(
            error?.description.contains("/etc/lab/emoscribe.toml, line \(line)") == true, "\(String(describing: error))"
        )
        for word in words { #expect(error?.description.contains(word) == true, "\(String(describing: error))") }
    }

    @Test("all that is wrong is told at once, in the file's order")
    func several() {
        let text = "[provider.openai]\nmodle = \"x\"\n[provider.google]\nprompt = \"x\"\n"
        let error = #expect(throws: SpeechToTextError.self) { try catalogue(text) }
        let lines = (error?.description ?? "").split(separator: "\n")
        #expect(lines.count == 2 && lines[0].contains("line 2") && lines[1].contains("line 4"))
    }

    @Test(
        "a key in the file is refused and not repeated",
        arguments: [
            "key = \"\(testKey)\"", "api-key = \"\(testKey)\"", "api_key = \"\(testKey)\"", "token = \"\(testKey)\"",
            "password = \"\(testKey)\"", "key-env = \"sk-\(testKey)\"", "url = \"https://user:\(testKey)@host/v1\"",
            "headers = { Authorization = \"Bearer \(testKey)\" }", "headers = { x-api-key = \"\(testKey)\" }",
        ])
    func keys(_ line: String) {
        let error = #expect(throws: SpeechToTextError.self) { try catalogue("[provider.openai]\n" + line) }
        #expect(error?.description.contains("line 2") == true && error?.description.contains(testKey) == false)
    }

    @Test("the file is looked for in the user's configuration folder, and where it is named")
    func places() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path("emoscribe"), withIntermediateDirectories: true)
        try folder.write("[defaults]\nasr = \"openai\"\n", to: "emoscribe/config.toml")
        let found = try RecogniserCatalogue.load(path: nil, environment: ["XDG_CONFIG_HOME": folder.path])
        #expect(found.path == folder.path("emoscribe/config.toml") && found.defaultName == "openai")
        #expect(try RecogniserCatalogue.load(path: nil, environment: ["HOME": folder.path]).path == nil)
        #expect(try RecogniserCatalogue.load(path: "/dev/null", environment: [:]).defaultName == nil)
        #expect(throws: SpeechToTextError.self) {
            try RecogniserCatalogue.load(path: folder.path("nothing.toml"), environment: [:])
        }
    }
}

@Suite struct RecogniserChoiceTests {
    private func choice(
        _ kind: RecogniserKind, _ change: (inout RecogniserSettings) -> Void = { _ in }
    ) throws(SpeechToTextError) -> RecogniserChoice {
        var settings = RecogniserSettings()
        change(&settings)
        return try RecogniserChoice(name: kind.rawValue, kind: kind, settings: settings)
    }

    private func header(
        _ choice: RecogniserChoice, _ name: String, _ environment: [String: String]
    ) async throws -> String? {
        let transport = ScriptedTransport("{}")
        _ = await (try choice.provider(environment: environment)).hear(.tone(), transport)
        return transport.requests.first?.header(name)
    }

    @Test("every service takes its own variable and puts the key where it wants it")
    func variables() async throws {
        #expect(try await header(choice(.openai), "Authorization", ["OPENAI_API_KEY": testKey]) == "Bearer \(testKey)")
        #expect(try await header(choice(.groq), "Authorization", ["GROQ_API_KEY": testKey]) == "Bearer \(testKey)")
        #expect(
            try await header(choice(.deepgram), "Authorization", ["DEEPGRAM_API_KEY": testKey]) == "Token \(testKey)")
        #expect(try await header(choice(.google), "X-Goog-Api-Key", ["GOOGLE_API_KEY": testKey]) == testKey)
        let token = try await header(choice(.google), "Authorization", ["GOOGLE_OAUTH_ACCESS_TOKEN": testKey])
        #expect(token == "Bearer \(testKey)")
        let azure = ["AZURE_SPEECH_KEY": testKey, "AZURE_SPEECH_REGION": "eastus"]
        #expect(try await header(choice(.azure), AzureProvider.keyHeader, azure) == testKey)
    }

    @Test("a bearer token goes into Authorization, whatever the service's key goes into")
    func tokens() async throws {
        for kind in [RecogniserKind.google, .azure, .deepgram] {
            let choice = try choice(kind) {
                $0.credential = .token(.command(["/bin/echo", testKey]))
                $0.region = kind == .azure ? "eastus" : nil
            }
            #expect(try await header(choice, "Authorization", [:]) == "Bearer \(testKey)")
        }
    }

    @Test("a server of one's own gets no key that is meant for another service")
    func noForeignKey() async throws {
        let own = try choice(.compatible) { $0.url = "http://127.0.0.1:9/v1" }
        #expect(try await header(own, "Authorization", ["OPENAI_API_KEY": testKey]) == nil)
    }

    @Test("without a key nothing is sent, and the advice names the variables")
    func missing() async throws {
        for kind in [RecogniserKind.openai, .groq, .google, .deepgram] {
            let provider = try choice(kind).provider(environment: [:])
            guard case .failure(let error)? = await provider.hear(.tone(), ScriptedTransport("{}")) else {
                Issue.record("\(kind) was asked without a key")
                continue
            }
            #expect(error.cause == "configuration" && error.description.contains(kind.variables[0].name))
        }
    }

    @Test("Azure needs a region or an address, and says so")
    func region() throws {
        let error = #expect(throws: SpeechToTextError.self) { try choice(.azure).provider(environment: [:]) }
        #expect(error?.description.contains("AZURE_SPEECH_REGION") == true)
        let provider = try choice(.azure) { $0.region = "westus" }.provider(environment: [
            "AZURE_SPEECH_REGION": "eastus"
        ])
        #expect(provider.endpoint == "https://westus.stt.speech.microsoft.com")
    }

    @Test("settings that mean nothing to a recogniser are refused, with those that do")
    func foreign() {
        let error = #expect(throws: SpeechToTextError.self) { try choice(.google) { $0.prompt = "x" } }
        #expect(error?.description.contains("prompt") == true && error?.description.contains("language") == true)
        #expect(throws: SpeechToTextError.self) { try choice(.compatible) }
        #expect(throws: SpeechToTextError.self) { try choice(.command) }
        #expect(throws: SpeechToTextError.self) { try choice(.azure) { $0.model = "x" } }
    }

    @Test("what is in effect can be shown, keys only as where they are kept")
    func effective() throws {
        let shown = try choice(.openai) {
            $0.pricePerMinute = 0.006
            $0.fields = [RequestField("a", "b")]
        }.effective(environment: ["OPENAI_API_KEY": testKey])
        let table = Dictionary(uniqueKeysWithValues: shown.map { ($0.name, $0.value) })
        #expect(table["url"] == "https://api.openai.com/v1" && table["model"] == "whisper-1")
        #expect(table["credential"] == "key from the variable OPENAI_API_KEY")
        #expect(table["fields.a"] == "b" && table["price-per-minute"] == "0.006" && table["currency"] == "USD")
        #expect(!shown.contains { $0.value.contains(testKey) })
    }

    @Test("what may cost money is known: a paid service at its own address, or a price")
    func cost() throws {
        #expect(try choice(.openai).mayCost && choice(.google).mayCost && !choice(.sphinx).mayCost)
        #expect(try !choice(.openai) { $0.url = "http://127.0.0.1:8000/v1" }.mayCost)
        #expect(try choice(.compatible) { ($0.url, $0.pricePerMinute) = ("http://h/v1", 0.1) }.mayCost)
        #expect(try !choice(.openai) { $0.pricePerMinute = 0 }.mayCost)
    }
}

@Suite struct BillingRuleTests {
    @Test(
        "seconds are rounded up by the service's increment and minimum",
        arguments: [
            (0.0, 15.0, 0.0, 0.0), (0.1, 15, 0, 15), (15, 15, 0, 15), (15.0000001, 15, 0, 15), (15.1, 15, 0, 30),
            (3, 0, 10, 10), (12.5, 0, 10, 12.5), (2.2, 1, 0, 3), (2, 1, 10, 10), (7.25, 0, 0, 7.25),
        ])
    func rounding(_ seconds: Double, _ increment: Double, _ minimum: Double, _ billed: Double) {
        let rule = BillingRule(incrementSeconds: increment, minimumSeconds: minimum)
        #expect(abs(rule.billedSeconds(audioSeconds: seconds) - billed) < 1e-9)
    }

    @Test("no rule bills less than the audio or its minimum, and more audio never costs less")
    func law() {
        for increment in [0.0, 1, 6, 15] {
            for minimum in [0.0, 10] {
                let rule = BillingRule(incrementSeconds: increment, minimumSeconds: minimum)
                var last = 0.0
                for step in 1...400 {
                    let seconds = Double(step) * 0.0875
                    let billed = rule.billedSeconds(audioSeconds: seconds)
                    #expect(billed >= last && billed >= seconds - 1e-6 && billed >= minimum)
                    last = billed
                }
            }
        }
    }
}
