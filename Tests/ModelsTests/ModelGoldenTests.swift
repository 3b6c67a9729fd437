import Models
import Testing

/// The models against PyTorch 2.13 in double precision (`Tools/make_model_golden.py`).
///
/// Tolerances: float32 sums of some tens of terms of order 1 round to a few 1e-7; the polynomials of the gates add as much.
@Suite("Models against PyTorch")
struct ModelGoldenTests {
    @Test("logits and attention are PyTorch's to 5e-6", arguments: GoldenModel.names)
    func logits(_ name: String) throws {
        let golden = try GoldenModel(name)
        let engine = try ModelEngine(configuration: golden.configuration)
        let output = try engine.forward(golden.parameters, batch: golden.batch)
        #expect(largestDifference(output.logits, golden.logits) < 5e-6)
        if golden.configuration.architecture == .mdrea {
            for (ours, theirs) in zip(output.attention, golden.attention) {
                #expect(largestDifference(ours, theirs) < 2e-6)
            }
        } else {
            #expect(output.attention.isEmpty)
        }
    }

    @Test("the gradient of every parameter is PyTorch's to 5e-6", arguments: GoldenModel.names)
    func gradients(_ name: String) throws {
        let golden = try GoldenModel(name)
        let engine = try ModelEngine(configuration: golden.configuration)
        var gradients = [Float](repeating: 0, count: golden.parameters.layout.count)
        let loss = try engine.lossAndGradients(
            golden.parameters, batch: golden.batch, labels: golden.about.labels, loss: golden.about.loss,
            classWeights: golden.about.classWeights, gradients: &gradients)
        #expect(abs(loss - golden.about.losses[0]) < 2e-6)
        for slot in golden.parameters.layout.slots {
            let difference = largestDifference(Array(gradients[slot.range]), Array(golden.gradients[slot.range]))
            #expect(difference < 5e-6, "\(slot.name)")
        }
        let plain = try engine.loss(
            golden.parameters, batch: golden.batch, labels: golden.about.labels, loss: golden.about.loss,
            classWeights: golden.about.classWeights)
        #expect(abs(plain - loss) < 1e-6)
    }

    @Test("ten Adam steps with clipping have PyTorch's losses to 2e-5", arguments: GoldenModel.names)
    func training(_ name: String) throws {
        let golden = try GoldenModel(name)
        let engine = try ModelEngine(configuration: golden.configuration)
        var parameters = golden.parameters
        var gradients = [Float](repeating: 0, count: parameters.layout.count)
        var optimizer = AdamOptimizer(
            parameterCount: parameters.layout.count, learningRate: golden.about.learningRate,
            clipValue: golden.about.clipValue)
        for expected in golden.about.losses {
            let loss = try engine.lossAndGradients(
                parameters, batch: golden.batch, labels: golden.about.labels, loss: golden.about.loss,
                classWeights: golden.about.classWeights, gradients: &gradients)
            #expect(abs(loss - expected) < 2e-5)
            optimizer.update(&parameters, gradients: &gradients)
        }
        #expect(gradients.allSatisfy { $0 == 0 })
    }

    @Test("gradients are added to what is there")
    func accumulation() throws {
        let golden = try GoldenModel("mdre")
        let engine = try ModelEngine(configuration: golden.configuration)
        func run(into gradients: inout [Float]) throws {
            _ = try engine.lossAndGradients(
                golden.parameters, batch: golden.batch, labels: golden.about.labels, gradients: &gradients)
        }
        var once = [Float](repeating: 0, count: golden.parameters.layout.count)
        try run(into: &once)
        var twice = once
        try run(into: &twice)
        #expect(largestDifference(twice, once.map { 2 * $0 }) < 1e-6)
    }
}
