import Foundation
import Models

/// How far one golden model's answers are from PyTorch's: largest absolute differences.
struct Agreement {
    struct Gradient {
        let name: String
        let difference: Float
        /// Largest absolute value of PyTorch's gradient.
        let size: Float
    }

    let name: String
    let logits: Float
    /// MDREA's weights; 0 for the other models.
    let attention: Float
    let loss: Double
    /// In the order of the parameters.
    let gradients: [Gradient]
    /// Of the losses of ten Adam steps.
    let steps: Double

    var worstGradient: Gradient? { gradients.max { $0.difference < $1.difference } }

    init(_ name: String) throws {
        let golden = try GoldenModel(name)
        let engine = try ModelEngine(configuration: golden.configuration)
        self.name = name
        let output = try engine.forward(golden.parameters, batch: golden.batch)
        logits = largestDifference(output.logits, golden.logits)
        let pairs = zip(
            output.attention.isEmpty ? golden.batch.map { _ in [] } : output.attention, golden.attention)
        attention = pairs.map { largestDifference($0, $1) }.max() ?? 0

        var gradients = [Float](repeating: 0, count: golden.parameters.layout.count)
        var parameters = golden.parameters
        var optimizer = AdamOptimizer(
            parameterCount: parameters.layout.count, learningRate: golden.about.learningRate,
            clipValue: golden.about.clipValue)
        var losses: [Double] = []
        var first: [Gradient] = []
        for step in golden.about.losses.indices {
            losses.append(
                try engine.lossAndGradients(
                    parameters, batch: golden.batch, labels: golden.about.labels, loss: golden.about.loss,
                    classWeights: golden.about.classWeights, gradients: &gradients))
            if step == 0 {
                first = parameters.layout.slots.map { slot in
                    let theirs = Array(golden.gradients[slot.range])
                    return Gradient(
                        name: slot.name, difference: largestDifference(Array(gradients[slot.range]), theirs),
                        size: theirs.map(abs).max() ?? 0)
                }
            }
            optimizer.update(&parameters, gradients: &gradients)
        }
        self.gradients = first
        let differences = zip(losses, golden.about.losses).map { abs($0 - $1) }
        loss = differences.first ?? .infinity
        steps = differences.reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
    }

    /// Two tables: a line per model, and a line per parameter.
    static func markdown(_ models: [Agreement]) -> String {
        func number(_ value: Double) -> String { value == 0 ? "0" : String(format: "%.1e", value) }
        func number(_ value: Float) -> String { number(Double(value)) }
        var lines = [
            "| model | logits | attention | loss | gradients | the largest at | ten steps' losses |",
            "| --- | ---: | ---: | ---: | ---: | --- | ---: |",
        ]
        for model in models {
            let worst = model.worstGradient
            lines.append(
                "| \(model.name) | \(number(model.logits)) | \(model.attention == 0 ? "" : number(model.attention)) "
                    + "| \(number(model.loss)) | \(number(worst?.difference ?? .infinity)) "
                    + "| `\(worst?.name ?? "")` | \(number(model.steps)) |")
        }
        lines += ["", "| gradient | difference | of at most |", "| --- | ---: | ---: |"]
        for model in models {
            lines.append("| **\(model.name)** | | |")
            lines += model.gradients.map { "| `\($0.name)` | \(number($0.difference)) | \(number($0.size)) |" }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
