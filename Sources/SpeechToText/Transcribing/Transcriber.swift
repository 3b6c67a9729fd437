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
/// A recording that is longer than the service takes is cut in its pauses, sent in pieces and joined again, see
/// `Options.cutter`.
///
/// Memory: no more utterances are loaded than requests are in flight plus `Options.lookahead`, and no more audio than
/// `Options.loadedSeconds` and what is being loaded just then.
public final class Transcriber: Sendable {
    /// Settings of a run.
    public struct Options: Sendable {
        /// Requests in flight at a time; nil for the provider's default.
        public var concurrency: Int?
        /// Utterances loaded ahead of the requests; nil for a quarter of the requests in flight, at least 2.
        ///
        /// They are looked up, decoded and committed while others are being answered.
        public var lookahead: Int?
        /// Utterances decoded at a time.
        public var loaders = 2
        /// Nothing more is loaded while so much audio is in memory; an hour takes 115 MB.
        public var loadedSeconds = 3600.0
        /// Cuts what is too long for the service; nil where that fails.
        public var cutter: AudioCutter?
        /// What may be asked at all.
        public var asking = Asking.whatIsMissing
        /// What may be spent.
        public var limits = SpendingLimits()
        /// How what is sent is billed; nil for the provider's own rule.
        public var billing: BillingRule?
        /// Whether it is a recogniser of one's own, which bills nothing.
        public var isFree = false
        /// What a billed minute costs; nil where it is not known.
        public var price: ServicePrice?
        /// What is asked again, and when.
        public var retryPolicy = RetryPolicy()
        /// Replaced in tests.
        public var clock = RunClock.system

        /// The defaults above.
        public init() {}
    }

    /// What a run may ask.
    public enum Asking: Sendable, Hashable {
        /// Whatever has no stored answer, what failed before included: a failure is no answer.
        case whatIsMissing
        /// Only what failed when it was asked last.
        case onlyWhatFailedBefore
        /// Nothing: only the store is looked at.
        case nothing
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
    let flights = SingleFlight<CacheKey, Result<Answered, SpeechToTextError>>()
    let counters = Mutex(Counters())
    let ledger: SpendingLedger
    let pieceLimit: PieceLimit
    let allowance: LoadAllowance
    let loading: LoadingQueue

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

        /// Requests it is made of; 0 for a failure.
        var pieces: Int { (try? outcome.get().pieces) ?? 0 }
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
        allowance = LoadAllowance(maximumSeconds: options.loadedSeconds, loaders: options.loaders)
        ledger = SpendingLedger(
            limits: options.limits, billing: options.isFree ? nil : options.billing ?? provider.billing,
            price: options.isFree ? nil : options.price)
        pieceLimit = PieceLimit(provider.limits)
        gate = RequestGate(
            maximum: options.concurrency ?? provider.defaultConcurrency, clock: options.clock, stop: stop)
    }

    /// A snapshot of the counters, at any time, from anywhere.
    public var progress: TranscriptionProgress {
        var progress = counters.withLock { $0.progress }
        progress.spending = ledger.spending
        return progress
    }

    /// Requests in flight at a time, at most.
    public var concurrency: Int { max(1, options.concurrency ?? provider.defaultConcurrency) }

    /// Utterances, or pieces of one, that are worked on at a time.
    var width: Int { concurrency + max(0, options.lookahead ?? max(2, concurrency / 4)) }

    /// Begins nothing new; requests in flight are finished and stored.
    ///
    /// Safe to call from a signal's handler task, and again. The transcriber stays stopped.
    public func cancel() {
        counters.withLock { $0.wasCancelled = true }
        stop.stop()
    }

    /// Transcribes `items` and returns when all have a result, or the run was stopped.
    ///
    /// See the other function of this name.
    @discardableResult
    public func transcribe(
        _ items: [TranscriptionItem], load: @escaping Loader,
        onResult: @escaping @Sendable (TranscriptionResult) async -> Void
    ) async -> TranscriptionSummary {
        await transcribe(count: items.count, item: { items[$0] }, load: load, onResult: onResult)
    }

    /// Transcribes `count` items and returns when all have a result, or the run was stopped.
    ///
    /// Cancelling the calling task is the same as `cancel()`.
    ///
    /// - Parameters:
    ///   - count: how many.
    ///   - item: makes an item when its turn comes, so that none need be kept; called once for each place, in order.
    ///   - load: gives the audio of an item that is not in the cache; what it throws fails that item, cause `audio`.
    ///   - onResult: called once per finished item, in the order they finish, several at a time; the worker waits for
    ///     it. Items that were not begun when the run stopped get no call, see `known`.
    /// - Returns: the counters, and what ended the run early.
    @discardableResult
    public func transcribe(
        count: Int, item: @escaping @Sendable (Int) -> TranscriptionItem, load: @escaping Loader,
        onResult: @escaping @Sendable (TranscriptionResult) async -> Void
    ) async -> TranscriptionSummary {
        counters.withLock { $0.progress.utterances += count }
        // No more workers than there is work for.
        let places = Places(count: count)
        return await transcribe(
            workers: min(count, width), next: { places.next().map(item) }, load: load, onResult: onResult)
    }

    /// Transcribes items that come while others are being answered, until there are no more or the run was stopped.
    ///
    /// - Parameters:
    ///   - next: gives the next item, waiting for it; nil is the end. Called by several workers at a time.
    ///   - load: as in the other function of this name.
    ///   - onResult: as in the other function of this name.
    ///   - onStop: called when the run is stopped early; from then on `next` must not wait.
    /// - Returns: the counters, and what ended the run early.
    @discardableResult
    public func transcribe(
        next: @escaping @Sendable () async -> TranscriptionItem?, load: @escaping Loader,
        onResult: @escaping @Sendable (TranscriptionResult) async -> Void, onStop: @escaping @Sendable () -> Void
    ) async -> TranscriptionSummary {
        stop.whenStopped(onStop)
        return await transcribe(
            workers: width,
            next: { [self] in
                guard let item = await next() else { return nil }
                counters.withLock { $0.progress.utterances += 1 }
                return item
            }, load: load, onResult: onResult)
    }

    private func transcribe(
        workers: Int, next: @escaping @Sendable () async -> TranscriptionItem?, load: @escaping Loader,
        onResult: @escaping @Sendable (TranscriptionResult) async -> Void
    ) async -> TranscriptionSummary {
        await withTaskCancellationHandler {
            // Tasks of their own: what is in flight must not be cancelled with the caller.
            let tasks = (0..<workers).map { _ in
                Task {
                    while !stop.isStopped, let item = await next() {
                        guard !stop.isStopped, let result = await process(item, load: load) else { continue }
                        await onResult(result)
                    }
                }
            }
            for task in tasks { await task.value }
        } onCancel: {
            cancel()
        }
        let progress = progress
        return counters.withLock {
            TranscriptionSummary(progress: progress, stoppedBy: $0.stoppedBy, wasCancelled: $0.wasCancelled)
        }
    }

    /// The stored answer of an item, found without decoding or asking; works after the run was stopped too.
    ///
    /// - Returns: nil where the store has none, or the recording was never decoded.
    /// - Throws: `cache`.
    public func known(_ item: TranscriptionItem) async throws(SpeechToTextError) -> Transcript? {
        guard case .success(let transcript)? = try await knownAnswer(item)?.outcome else { return nil }
        return transcript
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
