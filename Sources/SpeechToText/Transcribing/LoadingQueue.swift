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

/// Hands items out one by one, to several workers.
final class ItemQueue: Sendable {
    private let items: [TranscriptionItem]
    private let position = Mutex(0)

    init(_ items: [TranscriptionItem]) { self.items = items }

    func next() -> TranscriptionItem? {
        position.withLock { position in
            guard position < items.count else { return nil }
            defer { position += 1 }
            return items[position]
        }
    }
}
