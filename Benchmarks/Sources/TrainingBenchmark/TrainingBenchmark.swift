import Foundation
import Glibc
import Models

/// Commands of the training benchmark; `Benchmarks/training.py` calls them.
///
/// - `layout MODEL` prints the model's tensors as JSON: name, shape, offset.
/// - `outputs MODEL DIR THREADS` writes `logits.f32` of all utterances, and `gradients.f32` and the loss (printed) of the
///   first batch, without dropout.
/// - `train MODEL DIR THREADS ORDER EPOCHS` times training steps, with dropout, clipping and Adam; ORDER is `sorted`
///   (batches of like lengths) or `random` (drawn with replacement, as the paper does). Prints a line of JSON.
/// - `infer MODEL DIR THREADS EPOCHS` times logits of everything.
///
/// DIR holds what Python drew: `parameters.f32`, `lengths.i32`, `frames.f32` `[Σ lengths, 39]`, `prosody.f32` `[N, 35]`,
/// `wordCounts.i32`, `tokens.i32`, `labels.i32`.
@main
enum TrainingBenchmark {
    private static let batchSize = 128
    private static let labels = ["angry", "happy", "sad", "neutral"]
    private static let vocabularySize = 3000

    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 2, let architecture = Architecture(rawValue: arguments[1]) else { usage() }
        let configuration = ModelConfiguration(
            architecture: architecture, labels: labels,
            vocabularySize: architecture.usesText ? vocabularySize : 0)
        let threads = arguments.count > 3 ? Int(arguments[3]) ?? 1 : 1
        switch (arguments[0], arguments.count) {
        case ("layout", 2): try printLayout(configuration)
        case ("outputs", 4):
            try Problem(folder: arguments[2], configuration).writeOutputs(to: arguments[2], threads: threads)
        case ("train", 6):
            try Problem(folder: arguments[2], configuration).timeTraining(
                threads: threads, isSorted: arguments[4] == "sorted", epochs: Int(arguments[5]) ?? 1)
        case ("infer", 5):
            try Problem(folder: arguments[2], configuration).timeInference(
                threads: threads, epochs: Int(arguments[4]) ?? 1)
        default: usage()
        }
    }

    private static func usage() -> Never {
        FileHandle.standardError.write(Data("usage: TrainingBenchmark layout|outputs|train|infer MODEL …\n".utf8))
        exit(64)
    }

    private static func printLayout(_ configuration: ModelConfiguration) throws {
        let slots = ParameterLayout(configuration).slots.map {
            ["name": $0.name, "shape": $0.shape, "offset": $0.offset] as [String: Any]
        }
        FileHandle.standardOutput.write(try JSONSerialization.data(withJSONObject: slots))
        print()
    }

    /// Weights and utterances as Python drew them.
    private struct Problem {
        let configuration: ModelConfiguration
        var parameters: Parameters
        let inputs: [ModelInput]
        let labels: [Int]

        init(folder: String, _ configuration: ModelConfiguration) throws {
            self.configuration = configuration
            parameters = Parameters(layout: ParameterLayout(configuration))
            parameters.values = try Self.read("\(folder)/parameters.f32")
            let lengths: [Int32] = try Self.read("\(folder)/lengths.i32")
            let frames: [Float] = try Self.read("\(folder)/frames.f32")
            let prosody: [Float] = try Self.read("\(folder)/prosody.f32")
            let wordCounts: [Int32] = try Self.read("\(folder)/wordCounts.i32")
            let tokens: [Int32] = try Self.read("\(folder)/tokens.i32")
            let labels: [Int32] = try Self.read("\(folder)/labels.i32")
            self.labels = labels.map(Int.init)
            var inputs: [ModelInput] = []
            var (frame, token) = (0, 0)
            for (index, (length, words)) in zip(lengths, wordCounts).enumerated() {
                let (length, words) = (Int(length), Int(words))
                inputs.append(
                    ModelInput(
                        frames: Array(frames[frame * 39..<(frame + length) * 39]), frameCount: length,
                        prosody: Array(prosody[index * 35..<(index + 1) * 35]),
                        tokens: Array(tokens[token..<token + words])))
                frame += length
                token += words
            }
            self.inputs = inputs
        }

        private static func read<Value: BitwiseCopyable>(_ path: String) throws -> [Value] {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            return data.withUnsafeBytes { Array($0.bindMemory(to: Value.self)) }
        }

        private func write(_ values: [Float], to path: String) throws {
            try values.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: path)) }
        }

        func writeOutputs(to folder: String, threads: Int) throws {
            let engine = try ModelEngine(configuration: configuration, threads: threads)
            try write(try engine.forward(parameters, batch: inputs).logits, to: "\(folder)/logits.f32")
            var gradients = [Float](repeating: 0, count: parameters.layout.count)
            let loss = try engine.lossAndGradients(
                parameters, batch: Array(inputs.prefix(batchSize)), labels: Array(labels.prefix(batchSize)),
                gradients: &gradients)
            try write(gradients, to: "\(folder)/gradients.f32")
            print(loss)
        }

        func timeTraining(threads: Int, isSorted: Bool, epochs: Int) throws {
            let engine = try ModelEngine(configuration: configuration, threads: threads)
            var parameters = parameters
            var optimizer = AdamOptimizer(parameterCount: parameters.layout.count)
            var gradients = [Float](repeating: 0, count: parameters.layout.count)
            let batches = batches(isSorted: isSorted)
            var step: UInt64 = 0
            func run(_ batch: [Int]) throws {
                step += 1
                _ = try engine.lossAndGradients(
                    parameters, batch: batch.map { inputs[$0] }, labels: batch.map { labels[$0] },
                    dropout: InputDropout(seed: 1, step: step), gradients: &gradients)
                optimizer.update(&parameters, gradients: &gradients, threads: threads)
            }
            // The first step of the longest shape allocates.
            try run(batches.max { size(of: $0) < size(of: $1) } ?? [])
            try report(batches, epochs: epochs) { try run($0) }
        }

        func timeInference(threads: Int, epochs: Int) throws {
            let engine = try ModelEngine(configuration: configuration, threads: threads)
            _ = try engine.forward(parameters, batch: Array(inputs.prefix(batchSize)))
            try report([Array(inputs.indices)], epochs: epochs) { _ in
                _ = try engine.forward(parameters, batch: inputs)
            }
        }

        private func size(of batch: [Int]) -> Int {
            batch.reduce(0) { $0 + inputs[$1].frameCount + inputs[$1].tokens.count }
        }

        /// As many batches as an epoch has; the sorted ones in an order that alternates lengths.
        private func batches(isSorted: Bool) -> [[Int]] {
            let count = inputs.count / batchSize
            guard isSorted else {
                var generator = Generator()
                return (0..<count).map { _ in
                    (0..<batchSize).map { _ in Int(generator.next() % UInt64(inputs.count)) }
                }
            }
            let usesAudio = configuration.architecture.usesAudio
            let order = inputs.indices.sorted { first, second in
                usesAudio
                    ? inputs[first].frameCount > inputs[second].frameCount
                    : inputs[first].tokens.count > inputs[second].tokens.count
            }
            return (0..<count).map { Array(order[$0 * batchSize..<($0 + 1) * batchSize]) }
        }

        private func report(_ batches: [[Int]], epochs: Int, _ run: ([Int]) throws -> Void) throws {
            let (start, cpu) = (ContinuousClock.now, cpuSeconds())
            for _ in 0..<epochs { for batch in batches { try run(batch) } }
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            let processor = cpuSeconds() - cpu
            let all = batches.joined()
            let frames = epochs * all.reduce(0) { $0 + inputs[$1].frameCount }
            let tokens = epochs * all.reduce(0) { $0 + inputs[$1].tokens.count }
            let utterances = epochs * all.count
            print(
                "{\"seconds\":\(seconds),\"cpu\":\(processor),\"frames\":\(frames),\"tokens\":\(tokens),"
                    + "\"utterances\":\(utterances)}")
        }
    }

    /// SplitMix64: drawing is not what is timed.
    private struct Generator {
        private var state: UInt64 = 7

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
