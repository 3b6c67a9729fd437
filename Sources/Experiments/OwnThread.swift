import Dispatch
import Synchronization

/// Does work that computes for minutes on a queue's thread, so that it holds up none of the threads that Swift's tasks
/// share.
///
/// - Parameters:
///   - queue: a serial queue, which has a thread of its own however many cores are busy.
///   - work: asks its argument, which is false until the calling task is cancelled. `Task.isCancelled` is not the
///     answer there: the queue's thread belongs to no task.
/// - Returns: what `work` returned.
/// - Throws: `CancellationError` if the task is cancelled already; what `work` throws.
func onOwnThread<Value: Sendable>(
    _ queue: DispatchQueue, work: @escaping @Sendable (_ isCancelled: () -> Bool) throws -> Value
) async throws -> Value {
    try Task.checkCancellation()
    let flag = CancellationFlag()
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(with: Result { try work { flag.isSet } })
            }
        }
    } onCancel: {
        flag.set()
    }
}

/// Whether the task has been cancelled, for a thread that is not the task's.
private final class CancellationFlag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
}
