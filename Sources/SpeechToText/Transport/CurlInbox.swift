import CCurl
import Foundation
import Synchronization

/// Where callers leave their wishes for the transfer thread, and the event that wakes it.
///
/// The event among the descriptors that the thread waits for keeps the multi handle where it belongs: no other thread
/// ever sees it.
final class CurlInbox: Sendable {
    typealias Reply = CheckedContinuation<Result<HTTPResponse, TransportError>, Never>

    enum Command: Sendable {
        case start(id: UInt64, request: HTTPRequest, reply: Reply)
        case cancel(id: UInt64)
    }

    private struct State {
        var commands: [Command] = []
        var lastID: UInt64 = 0
        /// Ids that were given out and not yet started; a cancel that comes before its start takes its id away.
        var expected: Set<UInt64> = []
        var stopped = false
    }

    /// Readable while something waits.
    let descriptor: Int32

    private let state = Mutex(State())

    init?() {
        descriptor = emoscribe_event_new()
        guard descriptor >= 0 else { return nil }
    }

    deinit { close(descriptor) }

    func nextID() -> UInt64 {
        state.withLock { state in
            state.lastID += 1
            state.expected.insert(state.lastID)
            return state.lastID
        }
    }

    /// Hands a transfer over; refused at once when it was cancelled before, or everything was stopped.
    func start(id: UInt64, request: HTTPRequest, reply: Reply) {
        let accepted = state.withLock { state in
            guard state.expected.remove(id) != nil, !state.stopped else { return false }
            state.commands.append(.start(id: id, request: request, reply: reply))
            return true
        }
        if accepted { wake() } else { reply.resume(returning: .failure(.cancelled)) }
    }

    /// Ends a transfer, begun or not.
    func cancel(id: UInt64) {
        state.withLock { state in
            if state.expected.remove(id) == nil { state.commands.append(.cancel(id: id)) }
        }
        wake()
    }

    /// No more commands; the thread ends all transfers and itself.
    func stop() {
        state.withLock { $0.stopped = true }
        wake()
    }

    /// What was posted since the last call, and whether this was the end.
    func take() -> (commands: [Command], stopped: Bool) {
        emoscribe_event_clear(descriptor)
        return state.withLock { state in
            defer { state.commands = [] }
            return (state.commands, state.stopped)
        }
    }

    /// For a thread that could not start.
    func refuseAll() {
        state.withLock { $0.stopped = true }
        for case .start(_, _, let reply) in take().commands {
            reply.resume(
                returning: .failure(.invalidRequest(reason: "no event loop: too many open files (see ulimit -n)")))
        }
    }

    private func wake() { emoscribe_event_signal(descriptor) }
}
