import Synchronization

/// Lets a bounded number of requests through, and none while a pause lasts that one of them brought home.
///
/// A 429 also halves the number let through at a time (a server that takes one job at a time says it that way); every
/// so many answers it grows by one again, up to the number the user asked for.
final class RequestGate: Sendable {
    private struct State {
        var allowed: Int
        var inside = 0
        var answersSinceChange = 0
        var pausedUntil = 0.0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private enum Entrance {
        case open
        case paused(seconds: Double)
        case full
    }

    private let state: Mutex<State>
    private let maximum: Int
    private let clock: RunClock
    private let stop: StopSignal

    init(maximum: Int, clock: RunClock, stop: StopSignal) {
        self.maximum = max(1, maximum)
        self.clock = clock
        self.stop = stop
        state = Mutex(State(allowed: max(1, maximum)))
        stop.whenStopped { [weak self] in self?.wakeAll() }
    }

    /// Waits for a place.
    ///
    /// Who got one gives it back with `leave`.
    ///
    /// - Returns: false where the run was stopped meanwhile; then there is no place to give back.
    func enter() async -> Bool {
        while !stop.isStopped {
            switch tryToEnter() {
            case .open: return true
            case .paused(let seconds): _ = await stop.sleep(seconds: seconds, clock: clock)
            case .full: await waitForPlace()
            }
        }
        return false
    }

    /// Gives a place back after an answer or a failure.
    func leave(answered: Bool) {
        let next = state.withLock { state in
            state.inside -= 1
            if answered, state.allowed < maximum {
                state.answersSinceChange += 1
                if state.answersSinceChange >= 8 * state.allowed {
                    state.allowed += 1
                    state.answersSinceChange = 0
                }
            }
            return Self.takeWaiting(&state)
        }
        for waiting in next { waiting.resume() }
    }

    /// Nobody enters for `seconds`; with `narrowing`, fewer at a time after that.
    func pause(seconds: Double, narrowing: Bool) {
        let now = clock.seconds()
        state.withLock { state in
            // Several workers bring home the same message: count it once.
            if narrowing, state.pausedUntil <= now {
                state.allowed = max(1, state.allowed / 2)
                state.answersSinceChange = 0
            }
            state.pausedUntil = max(state.pausedUntil, now + seconds)
        }
    }

    private func tryToEnter() -> Entrance {
        let now = clock.seconds()
        return state.withLock { state in
            if state.pausedUntil > now { return .paused(seconds: state.pausedUntil - now) }
            guard state.inside < state.allowed else { return .full }
            state.inside += 1
            return .open
        }
    }

    private func waitForPlace() async {
        await withCheckedContinuation { continuation in
            let free = state.withLock { state in
                if state.inside < state.allowed || stop.isStopped { return true }
                state.waiting.append(continuation)
                return false
            }
            if free { continuation.resume() }
        }
    }

    /// As many as there are places; they still have to enter.
    private static func takeWaiting(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        let places = max(0, min(state.allowed - state.inside, state.waiting.count))
        let taken = Array(state.waiting.prefix(places))
        state.waiting.removeFirst(places)
        return taken
    }

    private func wakeAll() {
        let all = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiting in all { waiting.resume() }
    }
}
