import Dispatch
import Foundation
import Synchronization

/// Runs blocking work on threads of its own, a bounded number at a time, never on the shared pool.
final class LoadingQueue: Sendable {
    private let queue = OperationQueue()

    init(width: Int) {
        queue.name = "emoscribe.loading"
        queue.maxConcurrentOperationCount = max(1, width)
        queue.qualityOfService = .utility
    }

    func run<T: Sendable>(_ work: @escaping @Sendable () -> T) async -> T {
        await withCheckedContinuation { continuation in
            queue.addOperation { continuation.resume(returning: work()) }
        }
    }
}

/// Hands out places in a list one by one, to several workers.
final class Places: Sendable {
    private let count: Int
    private let position = Mutex(0)

    init(count: Int) { self.count = count }

    func next() -> Int? {
        position.withLock { position in
            guard position < count else { return nil }
            defer { position += 1 }
            return position
        }
    }
}
