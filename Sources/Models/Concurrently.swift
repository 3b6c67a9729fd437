import Dispatch
import Kernels
import Synchronization

/// Calls `body` once for each index in `0..<count`, on up to `threads` threads, and returns when all are done.
///
/// - Parameters:
///   - count: number of pieces of work; a thread that is free takes the next one.
///   - threads: 1 runs everything on the calling thread.
///   - body: gets the number of the thread's work place, in `0..<threads`, which no other thread has at that time, and
///     the index. It may write to what belongs to that work place or that index, and to nothing else.
func concurrently(_ count: Int, threads: Int, _ body: (_ worker: Int, _ index: Int) -> Void) {
    if threads == 1 || count <= 1 {
        useOneThreadPerProduct()
        for index in 0..<count { body(0, index) }
        return
    }
    let next = Atomic<Int>(0)
    withoutActuallyEscaping(body) { body in
        // Sound because of what `body` promises above: the compiler cannot see that an index is handed out once by the
        // counter and that a work place is one iteration. Locks around every unit and worker would say the same at run
        // time, but could not cover the pointers to weights that all threads read.
        nonisolated(unsafe) let body = body
        DispatchQueue.concurrentPerform(iterations: min(threads, count)) { worker in
            useOneThreadPerProduct()
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                body(worker, index)
            }
        }
    }
}
