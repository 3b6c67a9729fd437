/// What is set for a recogniser, by a settings file or on the command line; what is nil is left to the next one.
public struct RecogniserSettings: Sendable, Hashable {
    /// Its address.
    public var url: String?
    /// Azure's region, in place of an address.
    public var region: String?
    /// The program and its arguments.
    public var command: [String]?
    /// The model to ask for.
    public var model: String?
    /// The language spoken, as the service names it.
    public var language: String?
    /// Words the audio may hold, or the text before it.
    public var prompt: String?
    /// How freely the service may choose words.
    public var temperature: Double?
    /// Options of the service, sent as they are.
    public var fields: [RequestField] = []
    /// Headers that are no secret.
    public var headers: [RequestField] = []
    /// Stands for the address in cache keys.
    public var alias: String?
    /// Where the key is kept.
    public var credential: CredentialSetting?
    /// Requests in flight at a time.
    public var concurrency: Int?
    /// Seconds for every request, beside those for its audio.
    public var timeoutSeconds: Double?
    /// A file of certificates to trust instead of the system's.
    public var caFile: String?
    /// Seconds of audio in one request.
    public var maxSeconds: Double?
    /// Bytes of audio in one request.
    public var maxBytes: Int?
    /// Price of a minute.
    public var pricePerMinute: Double?
    /// Of the price.
    public var currency: String?
    /// Each request is rounded up to a multiple of this many seconds on the bill.
    public var billedIncrementSeconds: Double?
    /// No request counts for less on the bill.
    public var billedMinimumSeconds: Double?

    /// Nothing set.
    public init() {}

    /// These settings, and `others` where they set something; fields and headers of one name replace each other.
    public func overridden(by others: RecogniserSettings) -> RecogniserSettings {
        var result = self
        func take<Value>(_ path: WritableKeyPath<RecogniserSettings, Value?>) {
            if let value = others[keyPath: path] { result[keyPath: path] = value }
        }
        take(\.url)
        take(\.region)
        take(\.command)
        take(\.model)
        take(\.language)
        take(\.prompt)
        take(\.temperature)
        take(\.alias)
        take(\.credential)
        take(\.concurrency)
        take(\.timeoutSeconds)
        take(\.caFile)
        take(\.maxSeconds)
        take(\.maxBytes)
        take(\.pricePerMinute)
        take(\.currency)
        take(\.billedIncrementSeconds)
        take(\.billedMinimumSeconds)
        result.fields = fields.replaced(by: others.fields)
        result.headers = headers.replaced(by: others.headers)
        // Another address is another service: a name that stood for the first does not stand for it.
        if others.alias == nil, others.url ?? url != url || others.region ?? region != region { result.alias = nil }
        // The two name the same thing; the later one counts.
        if others.url != nil { result.region = others.region }
        if others.region != nil, others.url == nil { result.url = nil }
        return result
    }

    /// The settings that have a value.
    var names: Set<SettingName> {
        var names: Set<SettingName> = []
        func note(_ name: SettingName, _ isSet: Bool) { if isSet { names.insert(name) } }
        note(.url, url != nil)
        note(.region, region != nil)
        note(.command, command != nil)
        note(.model, model != nil)
        note(.language, language != nil)
        note(.prompt, prompt != nil)
        note(.temperature, temperature != nil)
        note(.fields, !fields.isEmpty)
        note(.headers, !headers.isEmpty)
        note(.alias, alias != nil)
        note(.concurrency, concurrency != nil)
        note(.timeout, timeoutSeconds != nil)
        note(.caFile, caFile != nil)
        note(.maxSeconds, maxSeconds != nil)
        note(.maxBytes, maxBytes != nil)
        note(.price, pricePerMinute != nil)
        note(.currency, currency != nil)
        note(.billedIncrement, billedIncrementSeconds != nil)
        note(.billedMinimum, billedMinimumSeconds != nil)
        switch credential {
        case .key(.file): names.insert(.keyFile)
        case .key(.command): names.insert(.keyCommand)
        case .key(.variable): names.insert(.keyVariable)
        case .token(.command): names.insert(.tokenCommand)
        case .token: names.insert(.tokenVariable)
        case .credentialsFile: names.insert(.credentialsFile)
        case nil: break
        }
        return names
    }
}
