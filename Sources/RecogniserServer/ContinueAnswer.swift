import HTTPTypes
import Hummingbird
import NIOCore

/// What an answer needs to know of its connection: the way back, for `100 Continue`.
struct ConnectionContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// Tells a client that waits for it to send its body (RFC 9110, 10.1.1).
    ///
    /// Curl waits a second otherwise, other clients for ever. To be called once the head is known to be acceptable, so
    /// that a refusal comes instead of the body, and before anything of the answer is written.
    func sendContinue(ifExpectedBy request: Request) async throws {
        guard request.headers[.expect]?.lowercased() == "100-continue" else { return }
        let pipeline = channel.pipeline
        let note = ContinueNote()
        try await pipeline.addHandler(note, position: .first)
        try await pipeline.removeHandler(note)
    }
}

/// Writes `100 Continue` next to the socket, when it is added.
///
/// As bytes and past the encoder, which knows one head for each answer.
private final class ContinueNote: ChannelOutboundHandler, RemovableChannelHandler, Sendable {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func handlerAdded(context: ChannelHandlerContext) {
        let bytes = context.channel.allocator.buffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }
}
