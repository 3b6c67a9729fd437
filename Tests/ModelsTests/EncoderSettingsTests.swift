import Kernels
import Models
import Testing

/// What the encoder settings beyond the paper mean, by laws that need no other implementation.
@Suite("Encoder settings")
struct EncoderSettingsTests {
    typealias Case = ModelEngineTests.Case

    @Test(
        "stacking is what stacking the frames beforehand gives, bit for bit: whole groups, a rest, and too few frames",
        arguments: [2, 3, 4, 15], [.are, .mdre] as [Architecture])
    func stacking(_ stacking: Int, _ architecture: Architecture) throws {
        let test = Case(architecture)
        var configuration = test.configuration
        configuration.frameStacking = stacking
        var stacked = test.configuration
        stacked.mfccColumns = 4 * stacking
        // 11 frames are read before stacking; the last group of 4 may not be whole.
        stacked.maximumFrames = (11 + stacking - 1) / stacking
        var generator = TestGenerator(8)
        let parameters = Parameters.initial(configuration, using: &generator)
        #expect(parameters.layout == ParameterLayout(stacked))
        let batch = test.batch.map { input in
            var input = input
            let frames = min(input.frameCount, 11)
            input.frameCount = (frames + stacking - 1) / stacking
            input.frames = Array(input.frames[..<(frames * 4)])
            input.frames += [Float](repeating: 0, count: input.frameCount * stacking * 4 - frames * 4)
            return input
        }
        func run(_ configuration: ModelConfiguration, _ batch: [ModelInput]) throws -> (ModelOutput, [Float]) {
            let engine = try ModelEngine(configuration: configuration)
            var gradients = [Float](repeating: 0, count: parameters.layout.count)
            _ = try engine.lossAndGradients(parameters, batch: batch, labels: test.labels, gradients: &gradients)
            return (try engine.forward(parameters, batch: batch), gradients)
        }
        let ours = try run(configuration, test.batch)
        let theirs = try run(stacked, batch)
        #expect(ours.0 == theirs.0)
        #expect(ours.1 == theirs.1)
    }

    @Test("masks are zeros in the frames: a batch masked beforehand gives the same bits", arguments: [1, 3])
    func masks(_ stacking: Int) throws {
        var test = Case(.mdre)
        test.configuration.frameStacking = stacking
        var generator = TestGenerator(8)
        let parameters = Parameters.initial(test.configuration, using: &generator)
        let masks = FeatureMasks(
            timeMasks: 2, timeMaskFrames: 4, coefficientMasks: 1, coefficientMaskWidth: 2, seed: 5, step: 6)
        let batch = test.batch.enumerated().map { row, input in
            var input = input
            let frames = min(input.frameCount, 11)
            for mask in 0..<2 {
                for frame in masks.timeMask(mask, row: row, frames: frames) {
                    for column in 0..<4 { input.frames[frame * 4 + column] = 0 }
                }
            }
            for column in masks.coefficientMask(0, row: row, columns: 4) {
                for frame in 0..<frames { input.frames[frame * 4 + column] = 0 }
            }
            return input
        }
        #expect(batch != test.batch)
        func run(_ batch: [ModelInput], _ dropout: InputDropout?, threads: Int = 1) throws -> (Double, [Float]) {
            let engine = try ModelEngine(configuration: test.configuration, threads: threads)
            var gradients = [Float](repeating: 0, count: parameters.layout.count)
            let loss = try engine.lossAndGradients(
                parameters, batch: batch, labels: test.labels, dropout: dropout, gradients: &gradients)
            return (loss, gradients)
        }
        var dropout = InputDropout(audioKeep: 1, textKeep: 1, seed: 5, step: 6)
        #expect(try run(test.batch, dropout) == run(test.batch, nil))
        dropout.masks = InputMasks(timeMasks: 2, timeMaskFrames: 4, coefficientMasks: 1, coefficientMaskWidth: 2)
        #expect(try run(test.batch, dropout) == run(batch, nil))
        #expect(try run(test.batch, dropout, threads: 3) == run(batch, nil))
    }

    @Test("attention that has learnt nothing yet is the mean")
    func initialAttention() throws {
        let mean = Case(.are, setting: .mean)
        let attention = Case(.are, setting: .attention)
        var parameters = Parameters(layout: attention.parameters.layout)
        for slot in mean.parameters.layout.slots {
            let target = try #require(parameters.layout[slot.name])
            parameters.values.replaceSubrange(target.range, with: mean.parameters.values[slot.range])
        }
        let ours = try ModelEngine(configuration: attention.configuration).forward(parameters, batch: mean.batch)
        let theirs = try ModelEngine(configuration: mean.configuration).forward(mean.parameters, batch: mean.batch)
        #expect(largestDifference(ours.logits, theirs.logits) < 1e-6)
        var generator = TestGenerator(1)
        let fresh = Parameters.initial(attention.configuration, using: &generator)
        let slot = try #require(fresh.layout["audio_attention.weight"])
        #expect(slot.shape == [1, 18] && fresh.values[slot.range].allSatisfy { $0 == 0 })
    }

    @Test("frames in reverse and directions exchanged give the same logits")
    func exchange() throws {
        var test = Case(.are, setting: .bothWays)
        test.configuration.maximumFrames = 100
        let (hidden, encoding) = (18, 18 * 2 + 3)
        var exchanged = test.parameters
        func values(_ name: String) throws -> ArraySlice<Float> {
            test.parameters.values[try #require(test.parameters.layout[name]).range]
        }
        for name in ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"] {
            let forward = try #require(exchanged.layout["audio.\(name)"])
            let reverse = try #require(exchanged.layout["audio.\(name)_reverse"])
            exchanged.values.replaceSubrange(forward.range, with: try values("audio.\(name)_reverse"))
            exchanged.values.replaceSubrange(reverse.range, with: try values("audio.\(name)"))
        }
        let output = try #require(exchanged.layout["output.weight"])
        for label in 0..<3 {
            for column in 0..<hidden {
                exchanged.values.swapAt(
                    output.offset + label * encoding + column, output.offset + label * encoding + hidden + column)
            }
        }
        let turned = test.batch.map { input in
            var input = input
            let frames = (0..<input.frameCount).map { Array(input.frames[$0 * 4..<($0 + 1) * 4]) }
            input.frames = frames.reversed().flatMap { $0 }
            return input
        }
        let engine = try ModelEngine(configuration: test.configuration)
        let (first, second) = try (
            engine.forward(test.parameters, batch: test.batch).logits,
            engine.forward(exchanged, batch: turned).logits
        )
        // The output layer adds up its terms in the order of the columns, which have changed places.
        #expect(largestDifference(first, second) < 1e-6)
    }

    @Test("reading both ways has PyTorch's names and shapes")
    func shapes() {
        var configuration = ModelConfiguration(architecture: .mdrea, labels: ["a", "b"], vocabularySize: 5)
        configuration.bidirectionalAudio = true
        configuration.bidirectionalText = true
        configuration.layers = 2
        configuration.frameStacking = 3
        configuration.audioPooling = .attention
        let layout = ParameterLayout(configuration)
        #expect(layout["audio.weight_ih_l0_reverse"]?.shape == [600, 117])
        #expect(layout["audio.weight_ih_l1"]?.shape == [600, 400])
        #expect(layout["text.weight_ih_l1_reverse"]?.shape == [600, 400])
        #expect(layout["text.bias_hh_l1_reverse"]?.shape == [600])
        #expect(layout["audio_attention.weight"]?.shape == [1, 400])
        #expect(layout["audio_projection.weight"]?.shape == [400, 435])
        #expect(layout["output.weight"]?.shape == [2, 800])
        #expect(
            layout.slots.prefix(5).map(\.name) == [
                "audio.weight_ih_l0", "audio.weight_hh_l0", "audio.bias_ih_l0", "audio.bias_hh_l0",
                "audio.weight_ih_l0_reverse",
            ])
    }
}
