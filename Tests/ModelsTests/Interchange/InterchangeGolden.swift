import Foundation
import Models
import Testing

/// One golden model of `Tools/make_interchange_golden.py`: PyTorch's weights, our ONNX file, and what both programs answer.
struct InterchangeGolden {
    static let names = ["mdrea", "tre-before", "mdre", "mdrea-beyond"]

    /// A state dictionary that PyTorch wrote.
    let stateDictionary: [UInt8]
    /// What the tool exported.
    let onnx: [UInt8]
    let answers: Safetensors
    private let answersBytes: [UInt8]

    init(_ name: String) throws {
        func file(_ name: String) throws -> [UInt8] {
            let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            return [UInt8](try Data(contentsOf: folder.appendingPathComponent("Golden/\(name)")))
        }
        stateDictionary = try file("torch-\(name).safetensors")
        onnx = try file("emoscribe-\(name).onnx")
        answersBytes = try file("answers-\(name).safetensors")
        answers = try Safetensors(bytes: answersBytes)
    }

    func batch(_ configuration: ModelConfiguration) throws -> [ModelInput] {
        try BatchFile.decode(answersBytes, for: configuration)
    }

    /// Compares our answers with those of a program, "pytorch" or "onnxruntime".
    ///
    /// 1e-5: both sum float32 values, in another order.
    func expectAgreement(_ model: ModelFile, with maker: String) throws {
        let output = try ModelEngine(configuration: model.configuration).forward(
            model.parameters, batch: try batch(model.configuration))
        let logits = try #require(answers["\(maker).logits"])
        #expect(largestDifference(output.logits, logits.values) < 1e-5)
        guard model.configuration.architecture == .mdrea else { return }
        let attention = try #require(answers["\(maker).attention"])
        let width = attention.shape[1]
        for (row, weights) in output.attention.enumerated() {
            let padded = weights + [Float](repeating: 0, count: width - weights.count)
            #expect(largestDifference(padded, Array(attention.values[row * width..<(row + 1) * width])) < 1e-5)
        }
    }
}
