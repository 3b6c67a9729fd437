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

    /// What a minute costs; nil where it is not known.
    var price: ServicePrice? { choice.price }

    /// Whether nothing is billed.
    var isFree: Bool { !choice.mayCost }

    /// Runs `body` with the recogniser that the options mean, and stops what was started for it.
    static func with<Result>(
        _ options: RecognitionOptions, store: TranscriptStore, threads: Int, _ run: Run = Run(),
        _ body: (RecogniserSession) async throws -> Result
    ) async throws -> Result {
        let session = try await open(try options.choice(), options, store: store, threads: threads, run)
        return try await session.running { try await body(session) }
    }

    /// Runs `body` with every recogniser that the options mean, one after the other, in their order.
    ///
    /// - Parameters:
    ///   - options: how they are asked.
    ///   - choices: some of those that the options mean; nil for all.
    ///   - store: the cache.
    ///   - threads: decoders of the built-in one.
    ///   - run: what they are allowed.
    ///   - body: called with each.
    /// - Returns: what `body` gave for each.
    /// - Throws: for a recogniser that cannot be asked; what `body` throws.
    static func withEach<Result>(
        _ options: RecognitionOptions, _ choices: [RecogniserChoice]? = nil, store: TranscriptStore, threads: Int,
        _ run: Run = Run(), _ body: (RecogniserSession) async throws -> Result
    ) async throws -> [Result] {
        // All names and settings are looked at before the first is asked.
        let choices = try choices ?? options.choices()
        var results: [Result] = []
        for choice in choices {
            let session = try await open(choice, options, store: store, threads: threads, run)
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
        _ choice: RecogniserChoice, _ options: RecognitionOptions, store: TranscriptStore, threads: Int, _ run: Run
    ) async throws -> RecogniserSession {
        let choice = options.spending.priced(choice)
        let transcriberOptions = try run.transcriberOptions(
            choice, options.spending.limits, isOffline: options.offline)
        let isSilent = options.offline || run.asksNothing
        let started =
            choice.isBuiltIn && !isSilent
            ? try await BuiltInRecogniser.start(choice, fast: options.fast, threads: threads) : nil
        do {
            let provider =
                try started?.provider
                ?? (choice.isBuiltIn
                    ? BuiltInRecogniser.silent(choice, fast: options.fast, threads: threads)
                    : choice.provider(environment: ProcessInfo.processInfo.environment))
            var transportOptions = CurlTransport.Options()
            transportOptions.caFile = choice.settings.caFile
            let transcriber = Transcriber(
                provider: provider, store: store,
                transport: isSilent ? ClosedTransport() : try CurlTransport(options: transportOptions),
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

    /// Ends it and frees its port.
    func stop() async { await server.stop() }

    /// An adapter that finds its answers in the cache and cannot ask: nothing is started.
    static func silent(_ choice: RecogniserChoice, fast: Bool, threads: Int) throws -> any SpeechProvider {
        try choice.builtIn(
            baseURL: "http://127.0.0.1:9/v1", identity: try SphinxModel().identity(preset: fast ? .fast : .full),
            concurrency: choice.settings.concurrency ?? threads)
    }

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
