public import AudioIO

/// Several decoders that share the work, each on a thread of its own.
///
/// ```swift
/// let pool = try SphinxPool(model: SphinxModel(), decoders: 2)
/// let answer = try await pool.recognise(PCM16.quantise(audio.samples))
/// ```
///
/// Decoders are created when they are first needed. Callers are served in the order in which they came. Which decoder
/// takes an utterance, and what it decoded before, does not change the answer.
public actor SphinxPool {
    /// The most decoders that work at the same time.
    public nonisolated let decoders: Int

    /// How thoroughly they search.
    public nonisolated let preset: SphinxPreset

    /// What stands for the recogniser in reports and cache keys, see `SphinxModel.identity`.
    public nonisolated let identity: String

    /// How many utterances have been given to a decoder so far.
    package private(set) var startedCount = 0

    private let model: SphinxModel
    private var created = 0
    private var idle: [SphinxWorker] = []
    private var waiting: [(ticket: Int, continuation: CheckedContinuation<SphinxWorker, any Error>)] = []
    private var lastTicket = 0

    /// Creates a pool; no decoder is loaded yet, but the model's files are read once for `identity`.
    ///
    /// - Parameters:
    ///   - model: what the decoders load.
    ///   - preset: how thoroughly they search.
    ///   - decoders: how many work at the same time, 1 or more; each takes a processor and about 110 MB.
    /// - Throws: `RecogniserError.modelUnreadable`.
    public init(model: SphinxModel, preset: SphinxPreset = .full, decoders: Int = 1) throws(RecogniserError) {
        self.model = model
        self.preset = preset
        self.decoders = max(1, decoders)
        identity = try model.identity(preset: preset)
    }

    /// How many callers wait for a decoder.
    public var waitingCount: Int { waiting.count }

    /// Loads one decoder, so that a bad model shows before the first utterance.
    ///
    /// - Throws: `RecogniserError.cannotStart`.
    public func warmUp() async throws {
        let worker = try await acquire()
        defer { release(worker) }
        try await worker.load()
    }

    /// Recognises one utterance when a decoder is free.
    ///
    /// - Parameter samples: 16-bit, mono, 16 kHz.
    /// - Returns: the words.
    /// - Throws: `RecogniserError`; `CancellationError` when the task was cancelled before a decoder took the utterance.
    ///   One that is already being decoded is finished, since the library cannot be interrupted.
    public func recognise(_ samples: [Int16]) async throws -> Recognition {
        let worker = try await acquire()
        defer { release(worker) }
        try Task.checkCancellation()
        startedCount += 1
        return try await worker.recognise(samples)
    }

    private func acquire() async throws -> SphinxWorker {
        try Task.checkCancellation()
        if let worker = idle.popLast() { return worker }
        if created < decoders {
            created += 1
            return SphinxWorker(model: model, preset: preset, number: created)
        }
        lastTicket += 1
        let ticket = lastTicket
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // Cancelled before it stood in the queue: `leave` has found nobody.
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    waiting.append((ticket, continuation))
                }
            }
        } onCancel: {
            Task { await self.leave(ticket) }
        }
    }

    private func leave(_ ticket: Int) {
        guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
        waiting.remove(at: index).continuation.resume(throwing: CancellationError())
    }

    private func release(_ worker: SphinxWorker) {
        if waiting.isEmpty { idle.append(worker) } else { waiting.removeFirst().continuation.resume(returning: worker) }
    }
}

extension SphinxPool {
    /// Recognises decoded audio.
    ///
    /// - Parameter audio: as `AudioReader` returns it; its samples are rounded to 16 bits.
    /// - Returns: the words.
    /// - Throws: as `recognise(_:)`.
    public func recognise(_ audio: AudioBuffer) async throws -> Recognition {
        try await recognise(PCM16.quantise(audio.samples))
    }
}

/// One decoder and the queue it computes on, so that it never blocks Swift's shared threads.
private actor SphinxWorker {
    private let executor: QueueExecutor
    private let model: SphinxModel
    private let preset: SphinxPreset
    private var decoder: SphinxDecoder?

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(model: SphinxModel, preset: SphinxPreset, number: Int) {
        self.model = model
        self.preset = preset
        executor = QueueExecutor(label: "emoscribe.sphinx.\(number)")
    }

    func load() throws(RecogniserError) { _ = try loaded() }

    func recognise(_ samples: [Int16]) throws(RecogniserError) -> Recognition { try loaded().recognise(samples) }

    private func loaded() throws(RecogniserError) -> SphinxDecoder {
        if let decoder { return decoder }
        let fresh = try SphinxDecoder(model: model, preset: preset)
        decoder = fresh
        return fresh
    }
}
