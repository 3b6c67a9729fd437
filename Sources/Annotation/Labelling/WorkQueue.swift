import Synchronization

/// Hands work from one stage of a pipeline to the next, first in, first out.
///
/// It has no bound of its own: `RowWindow` bounds all utterances that are under way, wherever they wait.
final class WorkQueue<Element: Sendable>: Sendable {
    private struct State {
        var items: [Element] = []
        /// Where the first of `items` stands that was not handed out.
        var first = 0
        var isFinished = false
        var waiting: [CheckedContinuation<Void, Never>] = []

        var isEmpty: Bool { first == items.count }
    }

    private let state = Mutex(State())

    func push(_ element: Element) { push([element]) }

    func push(_ elements: [Element]) {
        guard !elements.isEmpty else { return }
        let woken = state.withLock { state in
            if state.isFinished { return [CheckedContinuation<Void, Never>]() }
            state.items += elements
            let count = min(elements.count, state.waiting.count)
            defer { state.waiting.removeFirst(count) }
            return Array(state.waiting.prefix(count))
        }
        for continuation in woken { continuation.resume() }
    }

    /// Waits until there is something.
    ///
    /// - Returns: up to `limit` elements in their order; none at the end.
    func take(upTo limit: Int = 1) async -> [Element] {
        while true {
            if let taken = takeNow(limit) { return taken }
            await withCheckedContinuation { continuation in
                let mayGoOn = state.withLock { state in
                    if !state.isEmpty || state.isFinished { return true }
                    state.waiting.append(continuation)
                    return false
                }
                if mayGoOn { continuation.resume() }
            }
        }
    }

    /// The next element; nil at the end.
    func next() async -> Element? { await take().first }

    /// Nothing more is pushed; what is there is still handed out.
    func finish() { end(dropping: false) }

    /// Nothing more is pushed, and what is there is dropped.
    func close() { end(dropping: true) }

    private func takeNow(_ limit: Int) -> [Element]? {
        state.withLock { state in
            if state.isEmpty { return state.isFinished ? [] : nil }
            let end = min(state.items.count, state.first + limit)
            let taken = Array(state.items[state.first..<end])
            state.first = end
            // Moving the rest now and then costs less than moving it each time.
            if state.isEmpty || state.first > 1024 {
                state.items.removeFirst(state.first)
                state.first = 0
            }
            return taken
        }
    }

    private func end(dropping: Bool) {
        let woken = state.withLock { state in
            state.isFinished = true
            if dropping {
                state.items = []
                state.first = 0
            }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in woken { continuation.resume() }
    }
}
