public import ArgumentParser
import Foundation
public import LocalRecogniser
import RecogniserServer

extension SphinxPreset: ExpressibleByArgument {}

/// `emoscribe serve`: the built-in recogniser as an endpoint.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the built-in recogniser over HTTP, with OpenAI's interface.",
        discussion: """
            POST /v1/audio/transcriptions (multipart form with a file), GET /v1/models, GET /health. English only, offline.
            Answers anyone who reaches the address: keep it on the loopback interface unless the network is yours.

            Example:  emoscribe serve --port 8000
                      curl -F file=@hello.wav http://127.0.0.1:8000/v1/audio/transcriptions
            """)

    @Option(help: "Address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "Port; 0 takes a free one.")
    var port = 8000

    @Option(help: ArgumentHelp("Utterances decoded at the same time.", valueName: "n"))
    var decoders = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "full, or fast: three times as fast, a quarter more errors.")
    var preset = SphinxPreset.full

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port is 0 to 65535, not \(port)") }
        guard (1...256).contains(decoders) else { throw ValidationError("--decoders is 1 to 256, not \(decoders)") }
    }

    func run() async throws {
        try await CommandRunner.run {
            let pool = try SphinxPool(model: try SphinxModel(), preset: preset, decoders: decoders)
            try await pool.warmUp()
            var configuration = RecogniserServerConfiguration()
            configuration.host = host
            configuration.port = port
            let server = RecogniserServer(pool: pool, configuration: configuration)
            let actualPort = try await server.start()
            Console.print("http://\(host):\(actualPort)/v1")
            Console.note("serving \(pool.identity) with \(Spoken.count(decoders, "decoder")); Ctrl-C stops")
            await Interrupts.shared.wait()
            await server.stop()
            return .allDone
        }
    }
}
