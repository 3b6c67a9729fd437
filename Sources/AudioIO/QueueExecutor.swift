import Dispatch

/// Runs an actor on a dispatch queue of its own.
///
/// Decoding and computing block, so they run there and hold up none of the threads that Swift's tasks share.
package final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// - Parameter label: the queue's name in debuggers.
    package init(label: String) { queue = DispatchQueue(label: label) }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
