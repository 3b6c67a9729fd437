import Synchronization

/// Keeps a run's accounts: what was spent, what requests in flight will cost, and whether one more may be sent.
///
/// Sums are whole microseconds, so that they do not depend on the order in which requests finish.
final class SpendingLedger: Sendable {
    /// What one request in flight may cost.
    struct Reservation: Sendable {
        fileprivate var sent: Int64
        fileprivate var billed: Int64
    }

    /// One utterance, however many requests it takes.
    final class Ticket: Sendable {
        fileprivate let isUsed = Mutex(false)
    }

    private struct State {
        var utterances = 0
        var sent: Int64 = 0
        var billed: Int64 = 0
        var uncertain: Int64 = 0
        var uncertainBilled: Int64 = 0
        var reservedSent: Int64 = 0
        var reservedBilled: Int64 = 0
    }

    private let limits: SpendingLimits
    private let billing: BillingRule?
    private let price: ServicePrice?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limits: what may be spent; a cost without a price limits nothing.
    ///   - billing: nil where nothing is billed.
    ///   - price: nil where it is not known.
    init(limits: SpendingLimits, billing: BillingRule?, price: ServicePrice?) {
        self.limits = limits
        self.billing = billing
        self.price = price
    }

    /// What was spent so far, requests in flight left out.
    var spending: Spending {
        state.withLock { state in
            var spending = Spending()
            spending.utterances = state.utterances
            spending.sentSeconds = Self.seconds(state.sent)
            spending.billedSeconds = Self.seconds(state.billed)
            spending.uncertainSeconds = Self.seconds(state.uncertain)
            spending.cost = price?.cost(billedSeconds: spending.billedSeconds)
            return spending
        }
    }

    /// Asks whether one more request may be sent, and counts it if so.
    ///
    /// - Parameters:
    ///   - audioSeconds: of the request.
    ///   - ticket: of its utterance.
    /// - Returns: a reservation to be settled, or the limit that it would exceed.
    func reserve(audioSeconds: Double, _ ticket: Ticket) -> Result<Reservation, LimitReached> {
        let reservation = Reservation(
            sent: Self.microseconds(audioSeconds),
            billed: Self.microseconds(billing?.billedSeconds(audioSeconds: audioSeconds) ?? 0))
        return ticket.isUsed.withLock { isUsed in
            state.withLock { state in
                if !isUsed, let most = limits.utterances, state.utterances >= most {
                    return .failure(LimitReached(limit: .utterances(most)))
                }
                let sent = state.sent + state.uncertain + state.reservedSent + reservation.sent
                if let most = limits.audioSeconds, sent > Self.microseconds(most) {
                    return .failure(LimitReached(limit: .audioSeconds(most)))
                }
                let billed = state.billed + state.uncertainBilled + state.reservedBilled + reservation.billed
                if let most = limits.cost, let price, price.cost(billedSeconds: Self.seconds(billed)) > most + 1e-9 {
                    return .failure(LimitReached(limit: .cost(most, currency: price.currency)))
                }
                if !isUsed { state.utterances += 1 }
                isUsed = true
                state.reservedSent += reservation.sent
                state.reservedBilled += reservation.billed
                return .success(reservation)
            }
        }
    }

    /// An answer came.
    ///
    /// - Parameters:
    ///   - reservation: of its request.
    ///   - billedSeconds: as the service states them; nil where it does not.
    func answered(_ reservation: Reservation, billedSeconds: Double?) {
        state.withLock { state in
            Self.release(reservation, &state)
            state.sent += reservation.sent
            if billing != nil { state.billed += billedSeconds.map(Self.microseconds) ?? reservation.billed }
        }
    }

    /// The service refused, or was never reached: nothing is billed.
    func refused(_ reservation: Reservation) { state.withLock { Self.release(reservation, &$0) } }

    /// The request went out, and what became of it is not known.
    func lost(_ reservation: Reservation) {
        state.withLock { state in
            Self.release(reservation, &state)
            state.uncertain += reservation.sent
            state.uncertainBilled += reservation.billed
        }
    }

    private static func release(_ reservation: Reservation, _ state: inout State) {
        state.reservedSent -= reservation.sent
        state.reservedBilled -= reservation.billed
    }

    private static func microseconds(_ seconds: Double) -> Int64 { Int64((min(max(seconds, 0), 1e11) * 1e6).rounded()) }

    private static func seconds(_ microseconds: Int64) -> Double { Double(microseconds) / 1e6 }
}

/// Why a request was not sent.
struct LimitReached: Error {
    var limit: SpendingLimit
}
