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
    private var interests: [Int32: Interest] = [:]
    /// Sockets that are not asked whether they are writable for the moment.
    private var muted: Set<Int32> = []

    /// What libcurl waits for on one socket.
    private struct Interest {
        var readable: Int32
        var writable: Int32
        /// Times in a row that the socket was writable and nothing was written.
        var fruitless = 0
        var mutedUntil: UInt64 = 0
    }

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
        let mutedDeadline = muted.isEmpty ? nil : muted.compactMap { interests[$0]?.mutedUntil }.min()
        if let deadline = [deadline, mutedDeadline].compactMap(\.self).min() {
            let now = MonotonicClock.nanoseconds()
            // Rounded up, so that the deadline has passed when the wait is over.
            milliseconds = deadline <= now ? 0 : Int32(clamping: (deadline - now + 999_999) / 1_000_000)
        }
        let count = Int(emoscribe_epoll_wait(descriptor, milliseconds, ready))
        if !muted.isEmpty { unmute() }
        return UnsafeBufferPointer(start: ready, count: count)
    }

    /// Tells whether libcurl could do anything with what was ready.
    ///
    /// HTTP/2 has windows of its own. While one is closed, libcurl (7.88) waits for a socket that is writable all the
    /// time; asking it again and again would take a whole core. What opens the window is something to read, so the
    /// socket is only asked about that until then, or for a moment at most.
    func note(_ event: Ready, wasFruitful: Bool) {
        guard var interest = interests[event.descriptor] else { return }
        let isOnlyWritable = event.curl_events == CURL_CSELECT_OUT
        if isOnlyWritable, !wasFruitful {
            interest.fruitless += 1
            if interest.fruitless >= 8 {
                interest.mutedUntil = MonotonicClock.nanoseconds() + 10_000_000
                muted.insert(event.descriptor)
                emoscribe_epoll_watch(descriptor, event.descriptor, interest.readable, 0)
            }
            interests[event.descriptor] = interest
        } else if interest.fruitless > 0 {
            interest.fruitless = 0
            interests[event.descriptor] = interest
            if muted.remove(event.descriptor) != nil {
                emoscribe_epoll_watch(descriptor, event.descriptor, interest.readable, interest.writable)
            }
        }
    }

    /// Asks about writing again where the moment is over, or something came.
    private func unmute() {
        let now = MonotonicClock.nanoseconds()
        for socket in muted {
            guard let interest = interests[socket] else {
                muted.remove(socket)
                continue
            }
            guard interest.mutedUntil <= now else { continue }
            muted.remove(socket)
            emoscribe_epoll_watch(descriptor, socket, interest.readable, interest.writable)
        }
    }

    /// What libcurl waits for on a socket from now on: `CURL_POLL_IN`, `_OUT`, `_INOUT` or `_REMOVE`.
    func watch(_ socket: Int32, _ what: Int32) {
        muted.remove(socket)
        if what == CURL_POLL_REMOVE {
            interests[socket] = nil
            emoscribe_epoll_forget(descriptor, socket)
        } else {
            let interest = Interest(
                readable: what & CURL_POLL_IN != 0 ? 1 : 0, writable: what & CURL_POLL_OUT != 0 ? 1 : 0)
            interests[socket] = interest
            emoscribe_epoll_watch(descriptor, socket, interest.readable, interest.writable)
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
