/// What a run may spend at most; nil for no limit.
///
/// A run stops before it would exceed one: what requests in flight will be billed is counted before they are sent.
public struct SpendingLimits: Sendable, Hashable {
    /// In the currency of the price; needs a price.
    public var cost: Double?
    /// Audio in requests.
    public var audioSeconds: Double?
    /// Utterances for which something is sent, however many requests each takes.
    public var utterances: Int?

    /// See the properties of the same names.
    public init(cost: Double? = nil, audioSeconds: Double? = nil, utterances: Int? = nil) {
        self.cost = cost
        self.audioSeconds = audioSeconds
        self.utterances = utterances
    }
}

/// The limit that ended a run.
public enum SpendingLimit: Sendable, Hashable, CustomStringConvertible {
    case cost(Double, currency: String)
    case audioSeconds(Double)
    case utterances(Int)

    public var description: String {
        switch self {
        case .cost(let most, let currency):
            "one more request would cost more than --max-cost \(Self.plain(most)) \(currency)"
        case .audioSeconds(let most):
            "one more request would send more than --max-minutes \(Self.plain(most / 60))"
        case .utterances(let most): "--limit \(most) is reached"
        }
    }

    /// As the user wrote it: no decimals where there are none.
    private static func plain(_ amount: Double) -> String {
        amount == amount.rounded() && abs(amount) < 1e15 ? String(Int(amount)) : String(amount)
    }
}

/// What a run's requests amount to.
public struct Spending: Sendable, Hashable {
    /// Utterances for which something was sent.
    public var utterances = 0
    /// Seconds of audio in requests that were answered.
    public var sentSeconds = 0.0
    /// Seconds on the bill for those: as the service states them, else by its billing rule; 0 for a recogniser of one's own.
    public var billedSeconds = 0.0
    /// Seconds in requests whose answer was lost on the way (time-out, broken connection, unreadable): the service may have
    /// billed them, so they count towards the limits, and not in `billedSeconds`.
    public var uncertainSeconds = 0.0
    /// The price of `billedSeconds`; nil without a price.
    public var cost: Double?

    /// Nothing spent.
    public init() {}
}
