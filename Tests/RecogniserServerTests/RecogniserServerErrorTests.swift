import Glibc
import NIOCore
import Testing

@testable import RecogniserServer

@Suite("RecogniserServerError")
struct RecogniserServerErrorTests {
    @Test(
        "what the system says becomes a cause and an advice",
        arguments: [
            (EADDRINUSE, "port 80 of localhost is in use: choose another with --port; 0 takes a free one"),
            (EADDRNOTAVAIL, "no such address on this computer: localhost: check --host"),
            (EACCES, "no permission to listen on port 80 of localhost: choose one from 1024 up with --port"),
            (EMFILE, "cannot listen on port 80 of localhost (Too many open files): check --host and --port"),
        ])
    func causes(_ code: CInt, _ message: String) {
        let error = IOError(errnoCode: code, reason: "bind(descriptor:ptr:bytes:)")
        #expect(RecogniserServerError(error, host: "localhost", port: 80).description == message)
    }
}
