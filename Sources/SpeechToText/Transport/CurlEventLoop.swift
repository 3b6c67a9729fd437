import CCurl
import Foundation

/// Owns the multi handle and every transfer in it.
///
/// Lives on one thread from creation to end.
final class CurlEventLoop {
    private struct Transfer {
        let easy: EasyHandle
        let reply: CurlInbox.Reply
    }

    private let multi: UnsafeMutableRawPointer
    private let inbox: CurlInbox
    private let poller: EventPoller
    private let options: CurlTransport.Options
    private let meter = UploadMeter()
    private var transfers: [UInt64: Transfer] = [:]
    /// Handles between two transfers, which keep their buffers and TLS sessions.
    private var idle: [EasyHandle] = []
    /// No body can have stalled before this, on `MonotonicClock`.
    private var nextStallCheck: UInt64?

    init?(inbox: CurlInbox, options: CurlTransport.Options) {
        guard let poller = EventPoller(waking: inbox.descriptor), let multi = curl_multi_init() else { return nil }
        self.multi = multi
        self.inbox = inbox
        self.poller = poller
        self.options = options
        poller.attach(to: multi)
        options.apply(to: multi)
    }

    deinit {
        idle = []
        curl_multi_cleanup(multi)
    }

    /// Runs transfers until the inbox is stopped.
    func run() {
        var running: Int32 = 0
        while true {
            for event in poller.wait(until: deadline) {
                if event.descriptor == inbox.descriptor {
                    guard takeCommands() else { return }
                } else {
                    let sent = meter.bytes
                    curl_multi_socket_action(multi, event.descriptor, event.curl_events, &running)
                    poller.note(event, wasFruitful: meter.bytes != sent)
                }
            }
            let now = MonotonicClock.nanoseconds()
            if let timer = poller.timerNanoseconds, timer <= now {
                curl_multi_socket_action(multi, curl_socket_t(CURL_SOCKET_TIMEOUT), 0, &running)
            }
            collectFinished()
            if let check = nextStallCheck, check <= now { endStalled(now) }
        }
    }

    private var deadline: UInt64? {
        guard let check = nextStallCheck else { return poller.timerNanoseconds }
        return min(check, poller.timerNanoseconds ?? check)
    }

    /// Returns false where this is the end.
    private func takeCommands() -> Bool {
        let (commands, stopped) = inbox.take()
        for command in commands {
            switch command {
            case .start(let id, let request, let reply): start(id, request, reply)
            case .cancel(let id): finish(id) { _ in .failure(.cancelled) }
            }
        }
        guard stopped else { return true }
        for id in Array(transfers.keys) { finish(id) { _ in .failure(.cancelled) } }
        return false
    }

    private func start(_ id: UInt64, _ request: HTTPRequest, _ reply: CurlInbox.Reply) {
        let easy: EasyHandle
        do throws(TransportError) {
            if let waiting = idle.popLast() { easy = waiting } else { easy = try EasyHandle() }
        } catch {
            reply.resume(returning: .failure(error))
            return
        }
        do throws(TransportError) {
            try easy.begin(id: id, request: request, options: options, meter: meter)
            // libcurl asks for its first call through the timer.
            let code = curl_multi_add_handle(multi, easy.handle)
            guard code == CURLM_OK else {
                throw .invalidRequest(reason: String(cString: curl_multi_strerror(code)))
            }
            transfers[id] = Transfer(easy: easy, reply: reply)
            if nextStallCheck == nil { nextStallCheck = MonotonicClock.nanoseconds() + stallNanoseconds }
        } catch {
            easy.end()
            idle.append(easy)
            reply.resume(returning: .failure(error))
        }
    }

    private func collectFinished() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let id = EasyHandle.id(of: message.pointee.easy_handle) else {
                continue
            }
            let code = emoscribe_curl_message_result(message)
            finish(id) { $0.result(code) }
        }
    }

    /// A cancel for a transfer that is done, or was never started, is nothing.
    private func finish(_ id: UInt64, _ result: (EasyHandle) -> Result<HTTPResponse, TransportError>) {
        guard let transfer = transfers.removeValue(forKey: id) else { return }
        curl_multi_remove_handle(multi, transfer.easy.handle)
        let outcome = result(transfer.easy)
        transfer.easy.end()
        idle.append(transfer.easy)
        if transfers.isEmpty { nextStallCheck = nil }
        transfer.reply.resume(returning: outcome)
    }

    private var stallNanoseconds: UInt64 { UInt64(max(options.stallSeconds, 0.001) * 1e9) }

    /// Ends the transfers whose answer began to arrive and then stopped in its middle.
    ///
    /// An answer that has not begun is another thing: services are silent while they decode.
    private func endStalled(_ now: UInt64) {
        var next = now + stallNanoseconds
        for (id, transfer) in transfers {
            guard let lastByte = transfer.easy.lastByteNanoseconds else { continue }
            if lastByte + stallNanoseconds <= now {
                let seconds = options.stallSeconds
                finish(id) { .failure(.stalled(afterBytes: $0.receivedBytes, seconds: seconds)) }
            } else {
                next = min(next, lastByte + stallNanoseconds)
            }
        }
        nextStallCheck = transfers.isEmpty ? nil : next
    }
}

/// A multi handle may be used by one thread only.
@available(*, unavailable)
extension CurlEventLoop: Sendable {}
