import CMalloc
import Glibc
import Models
import Testing

/// What training steps leave in memory, measured by the allocator in a process of its own, where nothing else runs.
///
/// It counts what is kept, not what comes and goes within a step: oneDNN allocates and frees its packed blocks in every
/// product, and several threads cost what the dispatch library needs to share out work.
@Suite("Memory of a training step")
struct TrainingStepMemoryTests {
    /// Bytes handed out by malloc and not yet given back, in all arenas and in mappings; blocks that a thread's own
    /// small store takes back, a few of each size, count as handed out.
    private static func bytesInUse() -> Int {
        let info = mallinfo2()
        return Int(info.uordblks) + Int(info.hblkhd)
    }

    /// Does steps until the small stores are in balance, then as many again; ends the process with 1 if those kept
    /// memory.
    private static func expectNothingKept(_ step: (Int) throws -> Void) rethrows {
        for number in 1...15 { try step(number) }
        let before = bytesInUse()
        for number in 16...30 { try step(number) }
        if bytesInUse() != before { exit(1) }
    }

    @Test("steps after the first ones keep not one byte, whatever the model and its settings")
    func steps() async {
        await #expect(processExitsWith: .success) {
            for architecture in Architecture.allCases {
                for setting in EncoderSetting.allCases {
                    let test = ModelEngineTests.Case(architecture, count: 20, setting: setting)
                    let engine = try ModelEngine(configuration: test.configuration)
                    var parameters = test.parameters
                    var gradients = [Float](repeating: 0, count: parameters.layout.count)
                    var optimizer = AdamOptimizer(parameterCount: parameters.layout.count)
                    var dropout = ModelEngineTests.dropout
                    try Self.expectNothingKept { number in
                        dropout.step = UInt64(number)
                        _ = try engine.lossAndGradients(
                            parameters, batch: test.batch, labels: test.labels, dropout: dropout,
                            gradients: &gradients)
                        optimizer.update(&parameters, gradients: &gradients)
                    }
                }
            }
        }
    }

    @Test("steps that keep a few bytes are noticed")
    func counterexample() async {
        await #expect(processExitsWith: .exitCode(1)) {
            var kept: [[Float]] = []
            kept.reserveCapacity(100)
            Self.expectNothingKept { kept.append([Float](repeating: Float($0), count: 1)) }
            #expect(kept.isEmpty)
        }
    }
}
