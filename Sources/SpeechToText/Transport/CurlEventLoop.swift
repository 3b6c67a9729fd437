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
    private let options: CurlTransport.Options
    private var transfers: [UInt64: Transfer] = [:]

    init?(inbox: CurlInbox, options: CurlTransport.Options) {
        guard let multi = curl_multi_init() else { return nil }
        self.multi = multi
        self.inbox = inbox
        self.options = options
    }

    deinit { curl_multi_cleanup(multi) }

    /// Runs transfers until the inbox is stopped.
    func run() {
        while true {
            let (commands, stopped) = inbox.take()
            for command in commands {
                switch command {
                case .start(let id, let request, let reply): start(id, request, reply)
                case .cancel(let id): finish(id, .failure(.cancelled))
                }
            }
            if stopped {
                for id in Array(transfers.keys) { finish(id, .failure(.cancelled)) }
                return
            }
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            collectFinished()
            var wait = emoscribe_curl_wait_readable(inbox.descriptor)
            // libcurl shortens the wait to its own next deadline.
            curl_multi_poll(multi, &wait, 1, 60_000, nil)
        }
    }

    private func start(_ id: UInt64, _ request: HTTPRequest, _ reply: CurlInbox.Reply) {
        do throws(TransportError) {
            let easy = try EasyHandle(id: id, request: request, options: options)
            let code = curl_multi_add_handle(multi, easy.handle)
            guard code == CURLM_OK else {
                throw .invalidRequest(reason: String(cString: curl_multi_strerror(code)))
            }
            transfers[id] = Transfer(easy: easy, reply: reply)
        } catch {
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
            guard let result = transfers[id]?.easy.result(code) else { continue }
            finish(id, result)
        }
    }

    /// A cancel for a transfer that is done, or was never started, is nothing.
    private func finish(_ id: UInt64, _ result: Result<HTTPResponse, TransportError>) {
        guard let transfer = transfers.removeValue(forKey: id) else { return }
        curl_multi_remove_handle(multi, transfer.easy.handle)
        transfer.reply.resume(returning: result)
    }
}

/// A multi handle may be used by one thread only.
@available(*, unavailable)
extension CurlEventLoop: Sendable {}
