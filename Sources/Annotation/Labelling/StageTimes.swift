import Synchronization

/// How long the stages of labelling took, summed over threads.
///
/// Waiting for the recogniser is not among them.
public final class StageTimes: Sendable {
    /// What takes time on this machine.
    public enum Stage: Int, Sendable, CaseIterable {
        /// Reading rows from manifests.
        case read
        /// Cutting long recordings: decoding, and finding their pauses.
        case segment
        /// Asking the cache what is known.
        case lookUp
        /// Decoding and hashing recordings.
        case decode
        /// Computing features.
        case extract
        /// Applying models.
        case predict
        /// Committing to the cache.
        case store
        /// Formatting and writing rows.
        case write
    }

    private let seconds = Mutex(Array(repeating: 0.0, count: Stage.allCases.count))

    /// Nothing measured yet.
    public init() {}

    /// Seconds of each stage by its name.
    public var byName: [String: Double] {
        let seconds = seconds.withLock { $0 }
        return Dictionary(uniqueKeysWithValues: Stage.allCases.map { ("\($0)", seconds[$0.rawValue]) })
    }

    func measure<Value, Failure: Error>(_ stage: Stage, _ body: () throws(Failure) -> Value) throws(Failure) -> Value {
        let start = ContinuousClock.now
        defer { add(stage, since: start) }
        return try body()
    }

    func add(_ stage: Stage, since start: ContinuousClock.Instant) {
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        seconds.withLock { $0[stage.rawValue] += elapsed }
    }
}
