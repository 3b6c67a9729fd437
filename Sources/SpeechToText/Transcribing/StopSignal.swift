import Synchronization

/// Says once that nothing new should begin, and wakes those who wait for something else.
final class StopSignal: Sendable {
    private struct State {
        var stopped = false
        var lastToken = 0
        var handlers: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    var isStopped: Bool { state.withLock { $0.stopped } }

    func stop() {
        let handlers = state.withLock { state in
            state.stopped = true
            defer { state.handlers = [:] }
            return Array(state.handlers.values)
        }
        for handler in handlers { handler() }
    }

    /// Sleeps for `seconds` or until stopped.
    ///
    /// - Returns: false where it was stopped.
    func sleep(seconds: Double, clock: RunClock) async -> Bool {
        let sleeper = Task { try await clock.sleep(seconds) }
        let token = whenStopped { sleeper.cancel() }
        _ = await sleeper.result
        state.withLock { $0.handlers[token] = nil }
        return !isStopped
    }

    /// Calls `handler` when stopped: at once if that was before.
    @discardableResult
    func whenStopped(_ handler: @escaping @Sendable () -> Void) -> Int {
        let token: Int? = state.withLock { state in
            guard !state.stopped else { return nil }
            state.lastToken += 1
            state.handlers[state.lastToken] = handler
            return state.lastToken
        }
        if token == nil { handler() }
        return token ?? 0
    }
}
