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
    /// What was chosen: its name in results, its price, its settings.
    let choice: RecogniserChoice
    private let server: RecogniserServer?

    /// Shown in results: the name the user knows it by.
    var name: String { choice.name }

    /// Runs `body` with the recogniser that the options mean, and stops what was started for it.
    static func with<Result>(
        _ options: RecognitionOptions, store: TranscriptStore, threads: Int,
        _ body: (RecogniserSession) async throws -> Result
    ) async throws -> Result {
        let session = try await open(try options.choice(), fast: options.fast, store: store, threads: threads)
        return try await session.running { try await body(session) }
    }

    /// Runs `body` with every recogniser that the options mean, one after the other, in their order.
    ///
    /// - Returns: what `body` gave for each.
    static func withEach<Result>(
        _ options: RecognitionOptions, store: TranscriptStore, threads: Int,
        _ body: (RecogniserSession) async throws -> Result
    ) async throws -> [Result] {
        // All names and settings are looked at before the first is asked.
        let choices = try options.choices()
        var results: [Result] = []
        for choice in choices {
            let session = try await open(choice, fast: options.fast, store: store, threads: threads)
            results.append(try await session.running { try await body(session) })
        }
        return results
    }

    private func running<Result>(_ body: () async throws -> Result) async throws -> Result {
        Interrupts.shared.onInterrupt { [transcriber] in transcriber.cancel() }
        do {
            let result = try await body()
            await server?.stop()
            return result
        } catch {
            await server?.stop()
            throw error
        }
    }

    private static func open(
        _ choice: RecogniserChoice, fast: Bool, store: TranscriptStore, threads: Int
    ) async throws -> RecogniserSession {
        let started = choice.isBuiltIn ? try await BuiltInRecogniser.start(choice, fast: fast, threads: threads) : nil
        do {
            let provider =
                try started?.provider ?? choice.provider(environment: ProcessInfo.processInfo.environment)
            var transportOptions = CurlTransport.Options()
            transportOptions.caFile = choice.settings.caFile
            var transcriberOptions = Transcriber.Options()
            transcriberOptions.concurrency = choice.settings.concurrency
            transcriberOptions.price = choice.price
            transcriberOptions.isFree = !choice.mayCost
            let transcriber = Transcriber(
                provider: provider, store: store, transport: try CurlTransport(options: transportOptions),
                options: transcriberOptions)
            return RecogniserSession(transcriber: transcriber, choice: choice, server: started?.server)
        } catch {
            await started?.server.stop()
            throw error
        }
    }
}

/// The recogniser in this program, listening on a port of the loopback interface.
struct BuiltInRecogniser {
    let server: RecogniserServer
    let provider: any SpeechProvider

    /// Starts it.
    ///
    /// - Parameters:
    ///   - choice: its settings; concurrency is the number of decoders.
    ///   - fast: the quick preset.
    ///   - threads: decoders where the choice does not say.
    /// - Returns: the server, to be stopped by the caller, and who asks it.
    /// - Throws: where the model is missing or no port is free.
    static func start(_ choice: RecogniserChoice, fast: Bool, threads: Int) async throws -> BuiltInRecogniser {
        let decoders = choice.settings.concurrency ?? threads
        let pool = try SphinxPool(model: try SphinxModel(), preset: fast ? .fast : .full, decoders: decoders)
        let server = RecogniserServer(pool: pool, configuration: .init(host: "127.0.0.1", port: 0))
        let port = try await server.start()
        do {
            let provider = try choice.builtIn(
                baseURL: "http://127.0.0.1:\(port)/v1", identity: pool.identity, concurrency: decoders)
            return BuiltInRecogniser(server: server, provider: provider)
        } catch {
            await server.stop()
            throw error
        }
    }
}
