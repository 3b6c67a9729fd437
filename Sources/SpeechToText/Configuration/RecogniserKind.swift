/// The recognisers this project can ask; endpoints of a settings file are one of these at an address of their own.
public enum RecogniserKind: String, Sendable, Hashable, CaseIterable {
    /// The one in this program: English, offline.
    case sphinx
    case openai
    case groq
    /// Any server with OpenAI's interface.
    case compatible
    case whispercpp
    case google
    case azure
    case deepgram
    /// Any program of this machine.
    case command

    /// Whether it speaks OpenAI's `POST /audio/transcriptions`.
    var isOpenAIStyle: Bool {
        switch self {
        case .sphinx, .openai, .groq, .compatible, .whispercpp: true
        case .google, .azure, .deepgram, .command: false
        }
    }

    /// Whether asking it costs money at its usual address.
    public var isPaidService: Bool {
        switch self {
        case .openai, .groq, .google, .azure, .deepgram: true
        case .sphinx, .compatible, .whispercpp, .command: false
        }
    }

    /// The variables that people already have, the first one that is set wins.
    ///
    /// Servers of one's own have none, so that no key for a paid service goes to them by accident.
    var variables: [(name: String, use: (KeySetting) -> CredentialSetting)] {
        switch self {
        case .openai: [("OPENAI_API_KEY", CredentialSetting.key)]
        case .groq: [("GROQ_API_KEY", CredentialSetting.key)]
        case .deepgram: [("DEEPGRAM_API_KEY", CredentialSetting.key)]
        case .azure: [("AZURE_SPEECH_KEY", CredentialSetting.key)]
        case .google:
            [("GOOGLE_API_KEY", CredentialSetting.key), ("GOOGLE_OAUTH_ACCESS_TOKEN", CredentialSetting.token)]
        case .sphinx, .compatible, .whispercpp, .command: []
        }
    }

    /// The settings that mean something to it.
    var settings: Set<SettingName> {
        var names: Set<SettingName> = [
            .model, .language, .alias, .concurrency, .timeout, .maxSeconds, .maxBytes, .price, .currency,
            .billedIncrement, .billedMinimum,
        ]
        if self == .command { return names.union([.command]) }
        names.formUnion([.url, .fields, .headers, .keyFile, .keyCommand, .keyVariable, .caFile])
        switch self {
        case .google: names.formUnion([.tokenCommand, .tokenVariable, .credentialsFile])
        case .azure:
            names.formUnion([.tokenCommand, .tokenVariable, .region])
            names.remove(.model)
        case .deepgram: names.formUnion([.tokenCommand, .tokenVariable])
        default: names.formUnion([.prompt, .temperature])
        }
        return names
    }
}

/// What can be set for a recogniser, as the settings file calls it.
public enum SettingName: String, Sendable, CaseIterable {
    case url, region, command, model, language, prompt, temperature, fields, headers, alias, concurrency, timeout,
        currency
    case keyFile = "key-file"
    case keyCommand = "key-command"
    case keyVariable = "key-env"
    case tokenCommand = "token-command"
    case tokenVariable = "token-env"
    case credentialsFile = "credentials-file"
    case caFile = "ca-file"
    case maxSeconds = "max-seconds"
    case maxBytes = "max-bytes"
    case price = "price-per-minute"
    case billedIncrement = "billed-increment"
    case billedMinimum = "billed-minimum"
}

/// How a service is to know us, before any key is looked up.
public enum CredentialSetting: Sendable, Hashable, CustomStringConvertible {
    /// The service's own kind of key.
    case key(KeySetting)
    /// A bearer token, which runs out.
    case token(KeySetting)
    /// A credentials file of Google (`GOOGLE_APPLICATION_CREDENTIALS`).
    case credentialsFile(String)

    public var description: String {
        switch self {
        case .key(let setting): "key from \(setting)"
        case .token(let setting): "token from \(setting)"
        case .credentialsFile(let path): "token for the credentials in \(path)"
        }
    }
}
