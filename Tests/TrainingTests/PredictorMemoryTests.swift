import Foundation
import Models
import TestSupport
import Testing
import Training

/// The memory of a process, by the kernel's count.
enum ProcessMemory {
    /// The most that was resident so far, in bytes; nil where the kernel does not say.
    static var peak: Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        return 1024 * kilobytes
    }
}

@Suite("Memory of inference", .enabled(if: ProcessMemory.peak != nil))
struct PredictorMemoryTests {
    /// 720 bytes of frames each.
    private static func utterances(_ count: Int) -> some Sequence<ModelInput> {
        (0..<count).lazy.map { number in
            ModelInput(
                frames: (0..<180).map { Float(($0 + number) % 11) / 11 }, frameCount: 60, prosody: [0, 1],
                tokens: [Int32(number % 8)])
        }
    }

    @Test("a stream of forty thousand utterances takes no more memory than its first chunks", .slow)
    func stream() async {
        await #expect(processExitsWith: .success) {
            let configuration = SyntheticProblem.configuration(.mdrea)
            let predictor = try Predictor(
                configuration: configuration, parameters: Parameters(layout: ParameterLayout(configuration)))
            var labels = 0
            try predictor.forEachPrediction(of: Self.utterances(3 * Predictor.chunk)) { labels += $1.label }
            let before = ProcessMemory.peak ?? 0
            try predictor.forEachPrediction(of: Self.utterances(40_000)) { labels += $1.label }
            // Kept inputs would be 29 MB.
            let grown = (ProcessMemory.peak ?? 0) - before
            if grown > 4 << 20 { exit(1) }
        }
    }
}
