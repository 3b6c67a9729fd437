import Foundation
import Models
import Testing

/// The models against PyTorch 2.13 in double precision (`Tools/make_model_golden.py`).
///
/// Tolerances: float32 sums of some tens of terms of order 1 round to a few 1e-7; the polynomials of the gates add as much.
@Suite("Models against PyTorch")
struct ModelGoldenTests {
    @Test("logits and attention are PyTorch's to 5e-6", arguments: GoldenModel.names)
    func logits(_ name: String) throws {
        let agreement = try Agreement(name)
        #expect(agreement.logits < 5e-6)
        #expect(agreement.attention < 2e-6)
    }

    @Test("the gradient of every parameter is PyTorch's to 5e-6", arguments: GoldenModel.names)
    func gradients(_ name: String) throws {
        let agreement = try Agreement(name)
        #expect(agreement.loss < 2e-6)
        for gradient in agreement.gradients { #expect(gradient.difference < 5e-6, "\(gradient.name)") }
    }

    @Test("the loss without gradients is the loss with them", arguments: GoldenModel.names)
    func lossAlone(_ name: String) throws {
        let golden = try GoldenModel(name)
        let loss = try ModelEngine(configuration: golden.configuration).loss(
            golden.parameters, batch: golden.batch, labels: golden.about.labels, loss: golden.about.loss,
            classWeights: golden.about.classWeights)
        #expect(abs(loss - golden.about.losses[0]) < 2e-6)
    }

    @Test("ten Adam steps with clipping have PyTorch's losses to 2e-5", arguments: GoldenModel.names)
    func training(_ name: String) throws {
        let agreement = try Agreement(name)
        #expect(agreement.steps < 2e-5)
    }

    /// Writes the tables of `Documentation/Models.md`.
    @Test(
        "the table of agreement is written where EMOSCRIBE_AGREEMENT names a file",
        .enabled(if: ProcessInfo.processInfo.environment["EMOSCRIBE_AGREEMENT"] != nil))
    func table() throws {
        let path = try #require(ProcessInfo.processInfo.environment["EMOSCRIBE_AGREEMENT"])
        let text = Agreement.markdown(try GoldenModel.names.map(Agreement.init))
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
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
