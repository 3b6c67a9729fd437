/// What a service knows us by: a header, and the key or token that goes into it.
public struct Credential: Sendable {
    /// The header's name, `Authorization`.
    public var header: String
    /// What stands before the key in the header, `Bearer `.
    public var prefix: String

    private let source: Source

    private enum Source: Sendable {
        case fixed(Secret)
        case renewable(TokenSource)
    }

    /// A key that stays the same.
    public init(header: String = "Authorization", prefix: String = "Bearer ", _ key: Secret) {
        self.header = header
        self.prefix = prefix
        source = .fixed(key)
    }

    /// A token that is obtained when it is needed and again when it has run out.
    public init(header: String = "Authorization", prefix: String = "Bearer ", _ tokens: TokenSource) {
        self.header = header
        self.prefix = prefix
        source = .renewable(tokens)
    }

    /// Every key and token known so far, for taking them out of texts.
    var secrets: [Secret] {
        switch source {
        case .fixed(let key): [key]
        case .renewable(let tokens): tokens.secrets
        }
    }

    func obtain(in context: ProviderContext) async -> Result<Secret, TokenFailure> {
        switch source {
        case .fixed(let key): .success(key)
        case .renewable(let tokens): await tokens.token(in: context)
        }
    }

    /// The service took it.
    func accepted(_ secret: Secret) {
        if case .renewable(let tokens) = source { tokens.accepted(secret) }
    }

    /// The service refused it.
    ///
    /// - Returns: whether a new one should be tried.
    func refused(_ secret: Secret, saying message: String) -> Bool {
        if case .renewable(let tokens) = source { tokens.refused(secret, saying: message) } else { false }
    }
}
