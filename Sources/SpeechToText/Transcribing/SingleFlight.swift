import Synchronization

/// Does a piece of work once, however many ask for it at the same time.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private typealias Waiting = CheckedContinuation<Value?, Never>

    private let flights = Mutex<[Key: [Waiting]]>([:])

    /// Runs `work`, or waits for the run of the same key that is under way.
    ///
    /// - Returns: the value, and whether it is that of another's run.
    func run(_ key: Key, _ work: () async -> Value) async -> (value: Value, isShared: Bool) {
        let others = await withCheckedContinuation { (continuation: Waiting) in
            let isFirst = flights.withLock { flights in
                guard flights[key] != nil else {
                    flights[key] = []
                    return true
                }
                flights[key]?.append(continuation)
                return false
            }
            if isFirst { continuation.resume(returning: nil) }
        }
        if let others { return (others, true) }
        let value = await work()
        let waiting = flights.withLock { $0.removeValue(forKey: key) } ?? []
        for continuation in waiting { continuation.resume(returning: value) }
        return (value, false)
    }
}
