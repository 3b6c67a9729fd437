extension OpenAICompatibleProvider.Settings {
    /// OpenAI itself.
    ///
    /// Models come and go there, so the name is the user's; the default is `whisper-1`, which gives word times.
    public static func openAI(key: Secret? = nil, model: String = "whisper-1", language: String = "") -> Self {
        // 26,214,400 bytes are counted over the whole form: leave room for the other parts.
        Self(
            key: key, model: model, language: language, limits: ProviderLimits(audioBytes: 26_214_400 - 8192),
            billing: BillingRule(incrementSeconds: 1))
    }

    /// Groq.
    public static func groq(key: Secret? = nil, model: String = "whisper-large-v3-turbo", language: String = "") -> Self
    {
        Self(
            id: "groq", baseURL: "https://api.groq.com/openai/v1", key: key, model: model, language: language,
            concurrency: 2, limits: ProviderLimits(audioBytes: 25_000_000 - 8192),
            // As its price list says: ten seconds at least.
            billing: BillingRule(minimumSeconds: 10))
    }

    /// Any other server of the same protocol: vLLM, speaches, LocalAI, llama-swap, NVIDIA NIM.
    public static func compatible(
        baseURL: String, key: Secret? = nil, model: String = "", language: String = ""
    ) -> Self {
        Self(
            id: "compatible", baseURL: baseURL, key: key, model: model, language: language,
            time: TimeAllowance(base: 600))
    }

    /// whisper.cpp's `server`, which decodes one request at a time.
    public static func whisperCpp(baseURL: String = "http://127.0.0.1:8080", language: String = "") -> Self {
        // Language probabilities would cost one more pass over the audio.
        Self(
            id: "whispercpp", baseURL: baseURL, path: "/inference", language: language,
            fields: [RequestField("no_language_probabilities", "true")], concurrency: 1,
            time: TimeAllowance(base: 600))
    }

    /// This project's own recogniser, served on a port that differs from run to run.
    ///
    /// - Parameters:
    ///   - baseURL: where it listens now, `http://127.0.0.1:41233/v1`.
    ///   - identity: stands for the address in the cache key; name the acoustic model and decoder settings in it.
    ///   - model: sent along unless empty.
    ///   - language: sent along unless empty.
    ///   - concurrency: recognisers running at a time.
    /// - Returns: settings with id `sphinx`.
    public static func sphinx(
        baseURL: String, identity: String, model: String = "", language: String = "", concurrency: Int = 2
    ) -> Self {
        Self(
            id: "sphinx", baseURL: baseURL, endpointAlias: identity, model: model, language: language,
            concurrency: concurrency, time: TimeAllowance(base: 600))
    }
}
