import CCurl
import Foundation

/// Which descriptors are waited for, and until when: the kernel's side of the event loop (epoll).
///
/// libcurl says through its two callbacks what it waits for, so the cost of a wake-up does not grow with the number of
/// transfers that sleep.
final class EventPoller {
    typealias Ready = emoscribe_epoll_ready

    /// When libcurl wants to be called though nothing happened, on `MonotonicClock`; nil for never.
    fileprivate(set) var timerNanoseconds: UInt64?

    private let descriptor: Int32
    private let ready: UnsafeMutablePointer<Ready>

    /// Nil where the kernel has no more descriptors for this process.
    init?(waking wakeDescriptor: Int32) {
        descriptor = emoscribe_epoll_new()
        guard descriptor >= 0 else { return nil }
        ready = .allocate(capacity: 64)
        guard emoscribe_epoll_watch(descriptor, wakeDescriptor, 1, 0) == 0 else {
            ready.deallocate()
            close(descriptor)
            return nil
        }
    }

    deinit {
        ready.deallocate()
        close(descriptor)
    }

    /// Registers both callbacks; `self` must outlive the multi handle.
    func attach(to multi: UnsafeMutableRawPointer) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        emoscribe_curl_multi_set_socket_watch(multi, watchSocket, context)
        emoscribe_curl_multi_set_timer_watch(multi, watchTimer, context)
    }

    /// Sleeps until something is ready.
    ///
    /// - Parameter deadline: on `MonotonicClock`; nil waits without end.
    /// - Returns: what is ready, valid until the next call; empty when the time came first, or a signal.
    func wait(until deadline: UInt64?) -> UnsafeBufferPointer<Ready> {
        var milliseconds: Int32 = -1
        if let deadline {
            let now = MonotonicClock.nanoseconds()
            // Rounded up, so that the deadline has passed when the wait is over.
            milliseconds = deadline <= now ? 0 : Int32(clamping: (deadline - now + 999_999) / 1_000_000)
        }
        return UnsafeBufferPointer(start: ready, count: Int(emoscribe_epoll_wait(descriptor, milliseconds, ready)))
    }

    fileprivate func watch(_ socket: Int32, _ what: Int32) {
        if what == CURL_POLL_REMOVE {
            emoscribe_epoll_forget(descriptor, socket)
        } else {
            let readable: Int32 = what & CURL_POLL_IN != 0 ? 1 : 0
            let writable: Int32 = what & CURL_POLL_OUT != 0 ? 1 : 0
            emoscribe_epoll_watch(descriptor, socket, readable, writable)
        }
    }
}

/// It belongs to the thread of the event loop.
@available(*, unavailable)
extension EventPoller: Sendable {}

/// Time that only grows.
enum MonotonicClock {
    static func nanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

private func watchSocket(
    handle: UnsafeMutableRawPointer?, socket: curl_socket_t, what: Int32, context: UnsafeMutableRawPointer?,
    socketContext: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context else { return -1 }
    Unmanaged<EventPoller>.fromOpaque(context).takeUnretainedValue().watch(socket, what)
    return 0
}

private func watchTimer(
    multi: UnsafeMutableRawPointer?, milliseconds: Int, context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context else { return -1 }
    let poller = Unmanaged<EventPoller>.fromOpaque(context).takeUnretainedValue()
    poller.timerNanoseconds =
        milliseconds < 0 ? nil : MonotonicClock.nanoseconds() + UInt64(milliseconds) * 1_000_000
    return 0
}
