import AudioIO
import Foundation
import LocalRecogniser
import Synchronization
import TestSupport
import Testing

@Suite("SphinxPool", .enabled(if: Speech.hasModel))
struct SphinxPoolTests {
    @Test("callers that give up while waiting leave the queue, and the utterance being decoded is finished")
    func cancellation() async throws {
        let pool = try SphinxPool(model: SphinxModel(), preset: .fast)
        let samples = (0..<48_000).map { Int16(truncatingIfNeeded: ($0 &* 7919) % 2000) }
        // On a busy machine the first may be done before the others wait: then once more.
        for _ in 0..<50 {
            guard try await isAnsweredOnce(pool, samples) else { continue }
            #expect(await pool.waitingCount == 0)
            // The decoder is free again.
            _ = try await pool.recognise(samples)
            return
        }
        Issue.record("two callers never waited while the first was served")
    }

    /// Has three callers at a pool of one decoder, and cancels all while two wait; false where it was too late for that.
    private func isAnsweredOnce(_ pool: SphinxPool, _ samples: [Int16]) async throws -> Bool {
        let isFirstDone = Mutex(false)
        let started = await pool.startedCount
        let first = Task {
            defer { isFirstDone.withLock { $0 = true } }
            return try await pool.recognise(samples)
        }
        while await pool.startedCount == started { try await Task.sleep(for: .milliseconds(1)) }
        let tasks = [first] + (0..<2).map { _ in Task { try await pool.recognise(samples) } }
        while await pool.waitingCount < 2, !isFirstDone.withLock({ $0 }) {
            try await Task.sleep(for: .milliseconds(1))
        }
        let didWait = await pool.waitingCount == 2
        tasks.forEach { $0.cancel() }
        var answers = 0
        for task in tasks {
            do {
                _ = try await task.value
                answers += 1
            } catch {
                #expect(error is CancellationError)
            }
        }
        // Callers that had given up in time never get the decoder.
        guard didWait, await pool.startedCount == started + 1 else { return false }
        #expect(answers == 1)
        return true
    }

    @Test("a task that is already cancelled does not start")
    func alreadyCancelled() async throws {
        let pool = try SphinxPool(model: SphinxModel(), preset: .fast)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await pool.recognise([0, 0, 0])
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("a model that cannot be loaded shows at the warm-up and does not block the pool")
    func badModel() async throws {
        let folder = try TemporaryFolder()
        for name in ["en-us/mdef", "en-us.lm.bin", "cmudict-en-us.dict"] {
            try folder.write("nothing", to: name)
        }
        let pool = try SphinxPool(model: SphinxModel(directory: folder.path))
        for _ in 0..<2 {
            await #expect(throws: RecogniserError.cannotStart(directory: folder.path)) { try await pool.warmUp() }
        }
    }
}
