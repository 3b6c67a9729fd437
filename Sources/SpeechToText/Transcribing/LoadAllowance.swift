import Synchronization

/// Bounds the audio that is in memory: nobody loads more while too much is there.
///
/// How long a recording is shows only when it is loaded, so the bound can be passed by as many recordings as are being
/// loaded at the same time.
final class LoadAllowance: Sendable {
    private struct State {
        var seconds = 0.0
        var loading = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let maximumSeconds: Double
    private let maximumLoading: Int
    private let state = Mutex(State())

    init(maximumSeconds: Double, loaders: Int) {
        self.maximumSeconds = maximumSeconds
        maximumLoading = max(1, loaders)
    }

    /// Waits until something may be loaded; `loaded` ends it.
    func enter() async {
        await withCheckedContinuation { continuation in
            let mayLoad = state.withLock { state in
                guard Self.hasRoom(state, maximumSeconds, maximumLoading) else {
                    state.waiting.append(continuation)
                    return false
                }
                state.loading += 1
                return true
            }
            if mayLoad { continuation.resume() }
        }
    }

    /// Something was loaded, or was not (0 seconds).
    func loaded(seconds: Double) { change(loading: -1, seconds: seconds) }

    /// What was loaded is no longer needed.
    func leave(seconds: Double) { change(loading: 0, seconds: -seconds) }

    private func change(loading: Int, seconds: Double) {
        let next = state.withLock { state in
            state.loading += loading
            state.seconds += seconds
            var next: [CheckedContinuation<Void, Never>] = []
            while !state.waiting.isEmpty, Self.hasRoom(state, maximumSeconds, maximumLoading) {
                state.loading += 1
                next.append(state.waiting.removeFirst())
            }
            return next
        }
        for continuation in next { continuation.resume() }
    }

    private static func hasRoom(_ state: State, _ maximumSeconds: Double, _ maximumLoading: Int) -> Bool {
        state.loading < maximumLoading && state.seconds < maximumSeconds
    }
}
