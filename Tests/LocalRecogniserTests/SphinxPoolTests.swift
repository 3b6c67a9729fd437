import AudioIO
import Foundation
import LocalRecogniser
import TestSupport
import Testing

@Suite("SphinxPool", .enabled(if: Speech.hasModel))
struct SphinxPoolTests {
    @Test("callers that give up while waiting leave the queue, and the utterance being decoded is finished")
    func cancellation() async throws {
        let pool = try SphinxPool(model: SphinxModel(), preset: .fast)
        let samples = (0..<48_000).map { Int16(truncatingIfNeeded: ($0 &* 7919) % 2000) }
        // Long enough to be busy until the others wait, however busy the machine is.
        let long = [[Int16]](repeating: samples, count: 10).flatMap(\.self)
        let first = Task { try await pool.recognise(long) }
        while await pool.startedCount == 0 { try await Task.sleep(for: .milliseconds(1)) }
        let tasks = [first] + (0..<2).map { _ in Task { try await pool.recognise(samples) } }
        while await pool.waitingCount < 2 { try await Task.sleep(for: .milliseconds(1)) }
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
        #expect(answers == 1)
        #expect(await pool.waitingCount == 0)
        // The decoder is free again.
        _ = try await pool.recognise(samples)
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
