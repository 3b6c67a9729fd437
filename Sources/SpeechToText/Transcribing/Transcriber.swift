import Dispatch
import Synchronization
public import TranscriptCache

/// Transcribes many utterances: cache first, each content once, a bounded number of requests at a time, one pause for
/// all on 429, every answer committed before it is handed out.
///
///     let transcriber = Transcriber(provider: provider, store: store, transport: try CurlTransport())
///     let summary = await transcriber.transcribe(items) { item in
///         try readAudio(item.id)
///     } onResult: { result in
///         await rows.insert(result)
///     }
///
/// Memory: no more utterances are loaded than requests are in flight plus `Options.lookahead`.
public final class Transcriber: Sendable {
    /// Settings of a run.
    public struct Options: Sendable {
        /// Requests in flight at a time; nil for the provider's default.
        public var concurrency: Int?
        /// Utterances loaded ahead of the requests.
        public var lookahead = 2
        /// Utterances decoded at a time.
        public var loaders = 2
        /// What is asked again, and when.
        public var retryPolicy = RetryPolicy()
        /// Replaced in tests.
        public var clock = RunClock.system

        /// The defaults above.
        public init() {}
    }

    /// Gives an utterance's audio.
    ///
    /// Called on a queue of its own, so it may block.
    public typealias Loader = @Sendable (TranscriptionItem) throws -> SpeechAudio

    /// Whom it asks.
    public let provider: any SpeechProvider
    let store: TranscriptStore
    let transport: any HTTPTransport
    let options: Options
    let stop = StopSignal()
    let gate: RequestGate
    let flights = SingleFlight<CacheKey, Answer>()
    let counters = Mutex(Counters())

    private let loading: LoadingQueue

    /// What the workers share besides the public counters.
    struct Counters {
        var progress = TranscriptionProgress()
        var successes = 0
        /// Utterances given up since the last success because the service failed.
        var givenUpInARow = 0
        var stoppedBy: SpeechToTextError?
        var wasCancelled = false
    }

    /// An answer, or the reason why there is none, before it is counted.
    struct Answer: Sendable {
        var outcome: Result<Transcript, SpeechToTextError>
        var source: TranscriptionResult.Source
    }

    /// - Parameters:
    ///   - provider: whom to ask.
    ///   - store: where answers are looked up and kept.
    ///   - transport: how to ask; connections live as long as it does, so share one.
    ///   - options: concurrency, retries, clock.
    public init(
        provider: any SpeechProvider, store: TranscriptStore, transport: any HTTPTransport,
        options: Options = Options()
    ) {
        self.provider = provider
        self.store = store
        self.transport = transport
        self.options = options
        loading = LoadingQueue(width: options.loaders)
        gate = RequestGate(
            maximum: options.concurrency ?? provider.defaultConcurrency, clock: options.clock, stop: stop)
    }

    /// A snapshot of the counters, at any time, from anywhere.
    public var progress: TranscriptionProgress { counters.withLock { $0.progress } }

    /// Begins nothing new; requests in flight are finished and stored.
    ///
    /// Safe to call from a signal's handler task, and again. The transcriber stays stopped.
    public func cancel() {
        counters.withLock { $0.wasCancelled = true }
        stop.stop()
    }

    /// Transcribes `items` and returns when all have a result, or the run was stopped.
    ///
    /// Cancelling the calling task is the same as `cancel()`.
    ///
    /// - Parameters:
    ///   - items: in the order in which they are begun.
    ///   - load: gives the audio of an item that is not in the cache; what it throws fails that item, cause `audio`.
    ///   - onResult: called once per finished item, in the order they finish, several at a time; the worker waits for
    ///     it. Items that were not begun when the run stopped get no call.
    /// - Returns: the counters, and what ended the run early.
    @discardableResult
    public func transcribe(
        _ items: [TranscriptionItem], load: @escaping Loader,
        onResult: @escaping @Sendable (TranscriptionResult) async -> Void
    ) async -> TranscriptionSummary {
        counters.withLock { $0.progress.utterances += items.count }
        await withTaskCancellationHandler {
            let width = min(items.count, (options.concurrency ?? provider.defaultConcurrency) + options.lookahead)
            // Tasks of their own: what is in flight must not be cancelled with the caller.
            let queue = ItemQueue(items)
            let tasks = (0..<max(width, 0)).map { _ in
                Task {
                    while !stop.isStopped, let item = queue.next() {
                        guard let result = await process(item, load: load) else { continue }
                        await onResult(result)
                    }
                }
            }
            for task in tasks { await task.value }
        } onCancel: {
            cancel()
        }
        return counters.withLock {
            TranscriptionSummary(
                progress: $0.progress, stoppedBy: $0.stoppedBy, wasCancelled: $0.wasCancelled)
        }
    }

    /// Decodes and hashes on the loading queue.
    func loadAudio(
        _ item: TranscriptionItem, _ load: @escaping Loader
    ) async -> Result<(audio: SpeechAudio, hash: ContentHash), SpeechToTextError> {
        await loading.run {
            do {
                let audio = try load(item)
                guard !audio.samples.isEmpty else { return .failure(.audio(reason: "no audio: zero samples")) }
                return .success((audio, ContentHash(samples: audio.samples)))
            } catch let error as SpeechToTextError {
                return .failure(error)
            } catch {
                return .failure(.audio(reason: String(describing: error)))
            }
        }
    }
}
