/// Everything that can change the text of one answer: what was sent, to whom, with which options.
///
/// Two requests with equal identities are the same question; the second one is answered from the cache.
public struct TranscriptIdentity: Sendable, Hashable {
    /// Version of the key itself.
    ///
    /// Raising it makes every stored answer unreachable: announce it in the changelog.
    public static let keyVersion = 1

    /// SHA-256 of the 16-bit samples sent.
    public var sampleHash: ContentHash
    /// Hertz; the same samples at another rate are other speech.
    public var sampleRate: Int
    /// The provider's id, `openai`.
    public var provider: String
    /// The service's address, without user, password or query, or a name that stands for it.
    public var endpoint: String
    /// The model asked for; empty where the service has only one.
    public var model: String
    /// The language asked for; empty where it is left to the service.
    public var language: String
    /// Every further option that can change the text.
    public var options: [String: String]
    /// Version of the adapter's way of asking.
    public var adapterVersion: Int

    /// See the properties of the same names.
    public init(
        sampleHash: ContentHash, sampleRate: Int, provider: String, endpoint: String, model: String, language: String,
        options: [String: String], adapterVersion: Int
    ) {
        self.sampleHash = sampleHash
        self.sampleRate = sampleRate
        self.provider = provider
        self.endpoint = endpoint
        self.model = model
        self.language = language
        self.options = options
        self.adapterVersion = adapterVersion
    }

    /// The digest under which the answer is stored.
    public var key: CacheKey {
        var fields = CacheKeyFields(kind: "transcript", version: Self.keyVersion)
        fields.add("samples", bytes: sampleHash.bytes)
        fields.add("sampleRate", sampleRate)
        fields.add("provider", provider)
        fields.add("endpoint", endpoint)
        fields.add("model", model)
        fields.add("language", language)
        fields.add("adapterVersion", adapterVersion)
        for (name, value) in options { fields.add("option.\(name)", value) }
        return fields.key
    }
}
