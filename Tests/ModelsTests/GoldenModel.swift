import Foundation
import Models
import Testing

/// One golden file of `Tools/make_model_golden.py`: a small model, a batch, and PyTorch's double-precision answers.
struct GoldenModel {
    struct About: Decodable {
        let configuration: ModelConfiguration
        let labels: [Int]
        let loss: LossFunction
        let classWeights: [Float]
        let losses: [Double]
        let learningRate: Float
        let clipValue: Float
        let batch: Int
    }

    /// The paper's models, GRU variants, several layers, and batches of special shape.
    static let paper = [
        "are", "tre", "mdre", "mdrea", "are-before-sigmoid", "mdre-two-layers", "mdrea-before-three-layers",
        "are-alone", "tre-many",
    ]

    /// Settings beyond the paper: pooling, both ways, stacked frames.
    static let beyond = [
        "are-mean", "are-attention-stacked", "are-both-ways", "are-stacked-before", "tre-both-ways",
        "mdre-both-ways-two-layers", "mdrea-text-both-ways", "mdrea-before-both-ways-two-layers",
    ]

    static let names = paper + beyond

    let about: About
    let parameters: Parameters
    let batch: [ModelInput]
    let logits: [Float]
    /// In the parameters' layout.
    let gradients: [Float]
    /// By utterance; empty lists where the model has none.
    let attention: [[Float]]

    var configuration: ModelConfiguration { about.configuration }

    init(_ name: String) throws {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/pytorch-\(name).safetensors")
        let file = try Safetensors(bytes: [UInt8](Data(contentsOf: url)))
        let about = try JSONDecoder().decode(About.self, from: Data((file.metadata["golden"] ?? "").utf8))
        let layout = ParameterLayout(about.configuration)
        func flat(_ prefix: String) throws -> [Float] {
            try layout.slots.flatMap { slot in
                let tensor = try #require(file["\(prefix).\(slot.name)"])
                #expect(tensor.shape == slot.shape)
                return tensor.values
            }
        }
        var parameters = Parameters(layout: layout)
        parameters.values = try flat("parameter")
        self.parameters = parameters
        gradients = try flat("gradient")
        logits = try #require(file["logits"]).values
        batch = (0..<about.batch).map { index in
            let frames = file["input.\(index).frames"]
            return ModelInput(
                frames: frames?.values ?? [], frameCount: frames?.shape[0] ?? 0,
                prosody: file["input.\(index).prosody"]?.values ?? [],
                tokens: (file["input.\(index).tokens"]?.values ?? []).map { Int32($0) })
        }
        attention = (0..<about.batch).map { file["attention.\($0)"]?.values ?? [] }
        self.about = about
    }
}

/// The largest absolute difference of two lists of the same length; infinity if the lengths or a value do not match.
func largestDifference(_ first: [Float], _ second: [Float]) -> Float {
    guard first.count == second.count else { return .infinity }
    return zip(first, second).reduce(0) { worst, pair in
        let difference = abs(pair.0 - pair.1)
        return difference.isNaN ? .infinity : max(worst, difference)
    }
}
