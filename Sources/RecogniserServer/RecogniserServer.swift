import Hummingbird
import HummingbirdCore
public import LocalRecogniser
import Logging
import NIOCore
import ServiceLifecycle

/// How a `RecogniserServer` listens and what it accepts.
public struct RecogniserServerConfiguration: Sendable, Equatable {
    /// The address to listen on; only this computer can reach the default, 127.0.0.1.
    public var host: String
    /// The port; 0 takes one that is free.
    public var port: Int
    /// The largest request, in bytes; 25 MiB by default, as at OpenAI.
    public var maximumBodyBytes: Int
    /// The longest recording, in seconds; 30 minutes by default.
    public var maximumSeconds: Double

    /// Creates a configuration.
    ///
    /// - Parameters:
    ///   - host: the address to listen on.
    ///   - port: the port; 0 takes one that is free.
    ///   - maximumBodyBytes: the largest request, in bytes.
    ///   - maximumSeconds: the longest recording, in seconds.
    public init(
        host: String = "127.0.0.1", port: Int = 0, maximumBodyBytes: Int = 26_214_400, maximumSeconds: Double = 1800
    ) {
        self.host = host
        self.port = port
        self.maximumBodyBytes = maximumBodyBytes
        self.maximumSeconds = maximumSeconds
    }
}

/// The built-in recogniser as an endpoint in the manner of OpenAI's.
///
/// ```swift
/// let server = RecogniserServer(pool: try SphinxPool(model: SphinxModel(), decoders: 2))
/// let port = try await server.start()
/// // POST http://127.0.0.1:<port>/v1/audio/transcriptions
/// await server.stop()
/// ```
///
/// | request | answer |
/// | --- | --- |
/// | `POST /v1/audio/transcriptions` | multipart/form-data: `file`, `language`, `response_format` (json, text, verbose_json), `timestamp_granularities[]` |
/// | `GET /v1/models` | the one model |
/// | `GET /health` | `{"status":"ok","model":…,"decoders":…}` |
///
/// As many requests are recognised at once as the pool has decoders; the others wait in the order in which they came.
/// A waiting client that closes its connection leaves the queue. Nothing is stored, and nothing of a request is logged.
public actor RecogniserServer {
    private let configuration: RecogniserServerConfiguration
    private let endpoints: Endpoints
    private var running: (group: ServiceGroup, task: Task<Void, any Error>)?

    /// Creates a server that does not listen yet.
    ///
    /// - Parameters:
    ///   - pool: the decoders.
    ///   - configuration: where to listen and what to accept.
    public init(pool: SphinxPool, configuration: RecogniserServerConfiguration = .init()) {
        self.configuration = configuration
        endpoints = Endpoints(pool: pool, configuration: configuration)
    }

    /// Starts to listen, and returns when requests can be sent.
    ///
    /// - Returns: the port.
    /// - Throws: `RecogniserServerError`.
    @discardableResult
    public func start() async throws -> Int {
        guard running == nil else { throw RecogniserServerError.alreadyStarted }
        let (ports, continuation) = AsyncThrowingStream<Int, any Error>.makeStream()
        let application = application { continuation.yield($0) }
        let group = ServiceGroup(configuration: .init(services: [application], logger: RecogniserServer.logger))
        let task = Task {
            do {
                try await group.run()
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
                throw error
            }
        }
        running = (group, task)
        do {
            for try await port in ports { return port }
        } catch {
            running = nil
            throw failure(error)
        }
        running = nil
        throw RecogniserServerError.cannotListen(
            host: configuration.host, port: configuration.port, reason: "stopped at once")
    }

    /// Stops to listen, finishes the requests that have begun, and returns when all is done.
    public func stop() async {
        guard let (group, task) = running else { return }
        await group.triggerGracefulShutdown()
        _ = await task.result
        running = nil
    }

    /// Serves until the process is told to end (SIGINT or SIGTERM), and finishes the requests that have begun.
    ///
    /// - Parameter started: called with the port once requests can be sent.
    /// - Throws: `RecogniserServerError`.
    public func run(started: @escaping @Sendable (Int) -> Void = { _ in }) async throws {
        do {
            try await application(started: started).runService()
        } catch {
            throw failure(error)
        }
    }

    private func application(
        started: @escaping @Sendable (Int) -> Void
    ) -> Application<CallbackResponder<ConnectionContext>> {
        let endpoints = endpoints
        return Application(
            responder: CallbackResponder { request, context in await endpoints.respond(to: request, context) },
            // Connections that neither ask nor answer are closed; waiting for a decoder is not idle.
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: "emoscribe",
                availableConnectionsDelegate: MaximumAvailableConnections(64)),
            onServerRunning: { channel in started(channel.localAddress?.port ?? 0) },
            logger: RecogniserServer.logger)
    }

    private func failure(_ error: any Error) -> RecogniserServerError {
        RecogniserServerError(error, host: configuration.host, port: configuration.port)
    }

    /// Silent below errors: the tool's own lines are the only ones on the terminal.
    private static let logger: Logger = {
        var logger = Logger(label: "emoscribe.recogniser-server")
        logger.logLevel = .critical
        return logger
    }()
}
