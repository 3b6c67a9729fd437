import Synchronization

/// Puts rows that are finished in any order into the order of the corpus, and bounds how many utterances are under way.
///
/// A place is given out to an utterance when it is read and is free again when its row, and all before it, have been
/// handed on. So memory does not grow with the corpus, and a row that takes long holds back as many others at the most.
final class RowWindow<Row: Sendable>: Sendable {
    private struct State {
        var given = 0
        var emitted = 0
        var ready: [Int: Row] = [:]
        var isClosed = false
        /// The one that gives out places waits here.
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let limit: Int
    private let emit: @Sendable (Int, Row) throws -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: utterances under way.
    ///   - emit: gets each row in the order of the corpus, one at a time; what it throws ends the run.
    init(limit: Int, emit: @escaping @Sendable (Int, Row) throws -> Void) {
        self.limit = limit
        self.emit = emit
    }

    /// Waits for `count` places in a row; `count` is at most the limit.
    ///
    /// One task at a time.
    ///
    /// - Returns: the first place; nil where the window was closed.
    func reserve(_ count: Int) async -> Int? {
        while true {
            let (place, isClosed) = state.withLock { state -> (Int?, Bool) in
                guard !state.isClosed else { return (nil, true) }
                guard state.given - state.emitted + count <= limit else { return (nil, false) }
                defer { state.given += count }
                return (state.given, false)
            }
            if place != nil || isClosed { return place }
            await withCheckedContinuation { continuation in
                let mayGoOn = state.withLock { state in
                    if state.isClosed || state.given - state.emitted + count <= limit { return true }
                    state.waiting = continuation
                    return false
                }
                if mayGoOn { continuation.resume() }
            }
        }
    }

    /// Takes finished rows and hands on those whose turn it is.
    func put(_ rows: [(place: Int, row: Row)]) throws {
        let waiting = try state.withLock { state in
            for (place, row) in rows { state.ready[place] = row }
            let before = state.emitted
            while let row = state.ready.removeValue(forKey: state.emitted) {
                try emit(state.emitted, row)
                state.emitted += 1
            }
            guard state.emitted > before else { return nil as CheckedContinuation<Void, Never>? }
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    /// No more places are given out.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }
}
