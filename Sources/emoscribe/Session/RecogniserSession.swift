import Foundation
import LocalRecogniser
import RecogniserServer
import SpeechToText
import TranscriptCache

/// A recogniser that is ready to be asked.
///
/// The built-in one runs as a server on the loopback interface for as long as the session lasts, and is asked by the
/// same client as any other service.
struct RecogniserSession {
    let transcriber: Transcriber
    /// Shown in results: the recogniser's name.
    let name: String
    private let server: RecogniserServer?

    /// Runs `body` with a recogniser and stops what was started for it.
    static func with<Result>(
        _ options: RecognitionOptions, store: TranscriptStore, threads: Int,
        _ body: (RecogniserSession) async throws -> Result
    ) async throws -> Result {
        let session = try await open(options, store: store, threads: threads)
        Interrupts.shared.onInterrupt { [transcriber = session.transcriber] in transcriber.cancel() }
        do {
            let result = try await body(session)
            await session.server?.stop()
            return result
        } catch {
            await session.server?.stop()
            throw error
        }
    }

    private static func open(
        _ options: RecognitionOptions, store: TranscriptStore, threads: Int
    ) async throws -> RecogniserSession {
        var server: RecogniserServer?
        let settings: OpenAICompatibleProvider.Settings
        if options.isBuiltIn {
            let decoders = options.concurrency ?? threads
            let pool = try SphinxPool(
                model: try SphinxModel(), preset: options.fast ? .fast : .full, decoders: decoders)
            let started = RecogniserServer(pool: pool, configuration: .init(host: "127.0.0.1", port: 0))
            let port = try await started.start()
            server = started
            settings = .sphinx(
                baseURL: "http://127.0.0.1:\(port)/v1", identity: pool.identity, language: options.language ?? "",
                concurrency: decoders)
        } else {
            settings = try options.settings()
        }
        do {
            let provider = try OpenAICompatibleProvider(settings)
            var transportOptions = CurlTransport.Options()
            transportOptions.caFile = options.certificates
            var transcriberOptions = Transcriber.Options()
            transcriberOptions.concurrency = options.concurrency
            let transcriber = Transcriber(
                provider: provider, store: store, transport: try CurlTransport(options: transportOptions),
                options: transcriberOptions)
            return RecogniserSession(transcriber: transcriber, name: provider.id, server: server)
        } catch {
            await server?.stop()
            throw error
        }
    }
}
