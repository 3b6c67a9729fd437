import Foundation

extension RecogniserChoice {
    /// The adapter that asks it.
    ///
    /// No key is looked up and nothing is sent: a run that finds everything in the cache needs neither key nor network.
    ///
    /// - Parameter environment: of the process: the usual variables for keys and regions.
    /// - Returns: an adapter; for the built-in recogniser use `RecogniserSession`, or `builtIn`, once it listens.
    /// - Throws: `invalidConfiguration`.
    public func provider(environment: [String: String]) throws(SpeechToTextError) -> any SpeechProvider {
        switch kind {
        case .sphinx, .openai, .groq, .compatible, .whispercpp: try openAIStyle(environment)
        case .google: try google(environment)
        case .azure: try azure(environment)
        case .deepgram: try deepgram(environment)
        case .command: try command(environment)
        }
    }

    /// The adapter for the recogniser in this program.
    ///
    /// - Parameters:
    ///   - baseURL: where it listens now.
    ///   - identity: stands for the address in the cache key; names the acoustic model and decoder settings.
    ///   - concurrency: recognisers running at a time.
    /// - Returns: an adapter that asks it there.
    /// - Throws: `invalidConfiguration`.
    public func builtIn(
        baseURL: String, identity: String, concurrency: Int
    ) throws(SpeechToTextError) -> any SpeechProvider {
        var settings = OpenAICompatibleProvider.Settings.sphinx(
            baseURL: baseURL, identity: identity, concurrency: concurrency)
        apply(to: &settings)
        settings.endpointAlias = identity
        settings.baseURL = baseURL
        return try OpenAICompatibleProvider(settings)
    }

    private func openAIStyle(_ environment: [String: String]) throws(SpeechToTextError) -> any SpeechProvider {
        var result: OpenAICompatibleProvider.Settings =
            switch kind {
            case .openai: .openAI()
            case .groq: .groq()
            case .whispercpp: .whisperCpp()
            default: .compatible(baseURL: settings.url ?? "")
            }
        if kind == .sphinx { result.id = kind.rawValue }
        apply(to: &result)
        result.credential = credential(environment, header: "Authorization", keyPrefix: "Bearer ")
        return try OpenAICompatibleProvider(result)
    }

    private func apply(to result: inout OpenAICompatibleProvider.Settings) {
        if let url = settings.url { result.baseURL = url }
        if let model = settings.model { result.model = model }
        if let language = settings.language { result.language = language }
        result.prompt = settings.prompt
        result.temperature = settings.temperature
        result.fields = result.fields.replaced(by: settings.fields)
        result.headers = settings.headers
        result.endpointAlias = settings.alias
        apply(&result.concurrency, &result.limits, &result.billing, &result.time)
    }

    private func google(_ environment: [String: String]) throws(SpeechToTextError) -> any SpeechProvider {
        var result = GoogleProvider.Settings(
            credential: credential(environment, header: "X-Goog-Api-Key", keyPrefix: ""))
        if let url = settings.url { result.baseURL = url }
        if let model = settings.model { result.model = model }
        if let language = settings.language { result.language = language }
        result.endpointAlias = settings.alias
        result.fields = settings.fields
        result.headers = settings.headers
        // A user's token is billed to a project that has to be named; a service account has its own.
        if let project = environment["GOOGLE_CLOUD_QUOTA_PROJECT"], !project.isEmpty,
            settings.headers.last("X-Goog-User-Project") == nil
        {
            result.headers.append(RequestField("X-Goog-User-Project", project))
        }
        apply(&result.concurrency, &result.limits, &result.billing, &result.time)
        return try GoogleProvider(result)
    }

    private func azure(_ environment: [String: String]) throws(SpeechToTextError) -> any SpeechProvider {
        let region = settings.region ?? environment["AZURE_SPEECH_REGION"].flatMap { $0.isEmpty ? nil : $0 }
        let url: String
        if let given = settings.url {
            url = given
        } else if let region {
            url = try AzureProvider.baseURL(region: region)
        } else {
            throw .invalidConfiguration(
                reason: "\(name) needs the region of the Azure resource: set AZURE_SPEECH_REGION (westeurope), "
                    + "region in the settings file, or give the whole address with --asr-url")
        }
        var result = AzureProvider.Settings(
            baseURL: url, credential: credential(environment, header: AzureProvider.keyHeader, keyPrefix: ""))
        if let language = settings.language { result.language = language }
        result.endpointAlias = settings.alias
        result.fields = settings.fields
        result.headers = settings.headers
        apply(&result.concurrency, &result.limits, &result.billing, &result.time)
        return try AzureProvider(result)
    }

    private func deepgram(_ environment: [String: String]) throws(SpeechToTextError) -> any SpeechProvider {
        var result = DeepgramProvider.Settings(
            credential: credential(environment, header: "Authorization", keyPrefix: "Token "))
        if let url = settings.url { result.baseURL = url }
        if let model = settings.model { result.model = model }
        if let language = settings.language { result.language = language }
        result.endpointAlias = settings.alias
        result.fields = settings.fields
        result.headers = settings.headers
        apply(&result.concurrency, &result.limits, &result.billing, &result.time)
        return try DeepgramProvider(result)
    }

    private func command(_ environment: [String: String]) throws(SpeechToTextError) -> any SpeechProvider {
        var result = CommandProvider.Settings(
            words: settings.command ?? [], alias: settings.alias, model: settings.model ?? "",
            language: settings.language ?? "", environment: environment)
        apply(&result.concurrency, &result.limits, &result.billing, &result.time)
        return try CommandProvider(result)
    }

    /// What all adapters have alike.
    private func apply(
        _ concurrency: inout Int, _ limits: inout ProviderLimits, _ billing: inout BillingRule,
        _ time: inout TimeAllowance
    ) {
        concurrency = settings.concurrency ?? concurrency
        limits.audioSeconds = settings.maxSeconds ?? limits.audioSeconds
        limits.audioBytes = settings.maxBytes ?? limits.audioBytes
        billing.incrementSeconds = settings.billedIncrementSeconds ?? billing.incrementSeconds
        billing.minimumSeconds = settings.billedMinimumSeconds ?? billing.minimumSeconds
        time.base = settings.timeoutSeconds ?? time.base
    }

    /// The key is looked up when it is first needed.
    private func credential(
        _ environment: [String: String], header: String, keyPrefix: String
    ) -> Credential? {
        switch credentialSetting(environment) {
        case .key(let setting):
            return Credential(
                header: header, prefix: keyPrefix, TokenSource(setting, environment: environment, for: name))
        case .token(let setting):
            return Credential(TokenSource(setting, environment: environment, for: name))
        case .credentialsFile(let path):
            return Credential(TokenSource(googleCredentials: path))
        case nil:
            guard !kind.variables.isEmpty else { return nil }
            let variables = kind.variables.map(\.name) + (kind == .google ? ["GOOGLE_APPLICATION_CREDENTIALS"] : [])
            return Credential(
                TokenSource(
                    missing: "no key for \(name): set \(variables.joined(separator: " or ")), "
                        + "or give a file with --asr-key-file or a program with --asr-key-command"))
        }
    }
}
