import Dispatch
import Synchronization

/// Work that blocks or computes for long, kept off the threads that Swift's concurrency shares.
package enum BlockingWork {
    /// Runs `body` for every index on at most `width` threads and returns what it gave, in index order.
    ///
    /// - Parameters:
    ///   - count: how many indices, from 0.
    ///   - width: how many run at the same time; at least 1.
    ///   - isCancelled: asked before each index; once it says true no further index is begun.
    ///   - body: the work; called from several threads at once.
    /// - Returns: one value per index, nil for those that were not begun.
    package static func map<Result: Sendable>(
        count: Int, width: Int, isCancelled: @escaping @Sendable () -> Bool = { false },
        _ body: @escaping @Sendable (Int) -> Result
    ) async -> [Result?] {
        guard count > 0 else { return [] }
        let run = Run<Result>(count: count)
        let queue = DispatchQueue(label: "emoscribe.work", attributes: .concurrent)
        return await withCheckedContinuation { continuation in
            let group = DispatchGroup()
            for _ in 0..<max(1, min(width, count)) {
                queue.async(group: group) {
                    while !isCancelled(), let index = run.take() { run.put(body(index), at: index) }
                }
            }
            group.notify(queue: queue) { continuation.resume(returning: run.results()) }
        }
    }

    /// Runs one piece of blocking work on a thread of its own and waits for it without blocking.
    package static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Swift.Result(catching: body)) }
        }
    }

    private final class Run<Result: Sendable>: Sendable {
        private struct State {
            var next = 0
            var values: [Result?]
        }

        private let state: Mutex<State>

        init(count: Int) { state = Mutex(State(values: Array(repeating: nil, count: count))) }

        func take() -> Int? {
            state.withLock { state in
                guard state.next < state.values.count else { return nil }
                defer { state.next += 1 }
                return state.next
            }
        }

        func put(_ value: Result, at index: Int) { state.withLock { $0.values[index] = value } }

        func results() -> [Result?] { state.withLock { $0.values } }
    }
}
