/// What a service charges for hearing audio, as the user states it: prices change, so none is built in.
public struct ServicePrice: Sendable, Hashable {
    /// For a minute of billed audio, in `currency`.
    public var perMinute: Double
    /// As the user writes it, `USD`; only shown.
    public var currency: String

    /// See the properties of the same names.
    public init(perMinute: Double, currency: String = "USD") {
        self.perMinute = perMinute
        self.currency = currency
    }

    /// The price of so many billed seconds.
    public func cost(billedSeconds: Double) -> Double { perMinute * billedSeconds / 60 }
}

/// How a service turns the length of a request's audio into seconds on the bill.
public struct BillingRule: Sendable, Hashable {
    /// Each request is rounded up to a multiple of this many seconds; 0 for no rounding.
    public var incrementSeconds: Double
    /// No request counts for less.
    public var minimumSeconds: Double

    /// See the properties of the same names.
    public init(incrementSeconds: Double = 0, minimumSeconds: Double = 0) {
        self.incrementSeconds = incrementSeconds
        self.minimumSeconds = minimumSeconds
    }

    /// The seconds on the bill for one request.
    ///
    /// - Parameter audioSeconds: 16,000 samples a second make whole microseconds; a rest smaller than that is no new
    ///   increment.
    /// - Returns: at least `minimumSeconds`, and 0 for no audio.
    public func billedSeconds(audioSeconds: Double) -> Double {
        guard audioSeconds > 0 else { return 0 }
        let least = max(audioSeconds, minimumSeconds)
        guard incrementSeconds > 0 else { return least }
        return max(((least - 1e-6) / incrementSeconds).rounded(.up), 1) * incrementSeconds
    }
}
