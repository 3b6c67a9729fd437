import Foundation
import Models
import TestSupport
import Testing

@Suite("StateDictionary")
struct StateDictionaryTests {
    @Test("weights that PyTorch saved give PyTorch's logits and attention", arguments: InterchangeGolden.names)
    func golden(_ name: String) throws {
        let golden = try InterchangeGolden(name)
        let imported = try StateDictionary.decode(golden.stateDictionary)
        #expect(!imported.isUnchanged)
        try golden.expectAgreement(imported.model, with: "pytorch")
    }

    @Test("weights that PyTorch saved come out again with the same bits", arguments: InterchangeGolden.names)
    func goldenRoundTrip(_ name: String) throws {
        let golden = try InterchangeGolden(name)
        let theirs = try Safetensors(bytes: golden.stateDictionary)
        let ours = try Safetensors(
            bytes: StateDictionary.encoded(StateDictionary.decode(golden.stateDictionary).model))
        #expect(ours.tensors.count == theirs.tensors.count)
        for tensor in theirs.tensors {
            #expect(ours[tensor.name]?.shape == tensor.shape)
            #expect(ours[tensor.name]?.values.map(\.bitPattern) == tensor.values.map(\.bitPattern))
        }
    }

    @Test("a model that goes out and comes back is the same file", arguments: Architecture.allCases)
    func roundTrip(_ architecture: Architecture) throws {
        let model = try ModelFileTests.model(architecture)
        let bytes = try StateDictionary.encoded(model)
        let imported = try StateDictionary.decode(bytes)
        #expect(imported.isUnchanged)
        #expect(try imported.model.encoded() == model.encoded())
        #expect(try StateDictionary.decode(bytes, like: model).model == model)
        let file = try Safetensors(bytes: bytes)
        #expect(file.metadata["format"] == "pt")
        #expect((file["embedding.weight"] != nil) == architecture.usesText && file["text.embedding.weight"] == nil)
    }

    @Test("changed weights keep what they are fed with and lose what is no longer true of them")
    func changed() throws {
        var original = try ModelFileTests.model()
        var metadata = original.metadata
        for name in ["text", "training", "learningCurve", "calibration"] { try metadata.setSetting(name, to: [1]) }
        original = try ModelFile(
            configuration: original.configuration, parameters: original.parameters, metadata: metadata)
        var file = try Safetensors(bytes: StateDictionary.encoded(original))
        let bias = try #require(file.tensors.firstIndex { $0.name == "output.bias" })
        file.tensors[bias] = .init(name: "output.bias", shape: [2], values: [0.5, -0.5])
        for like in [nil, original] {
            let imported = try StateDictionary.decode(file.encoded(), like: like)
            #expect(!imported.isUnchanged)
            #expect(imported.model.parameters.values.suffix(2) == [0.5, -0.5])
            let kept = imported.model.metadata
            #expect(kept.vocabulary == metadata.vocabulary)
            #expect(Set(kept.settings.keys) == ["origin", "standardisation", "text"])
            #expect(kept.metrics.isEmpty && kept.trainingDataHash.isEmpty && kept.seed == 0)
            #expect(try ModelFile.decode(imported.model.encoded()) == imported.model)
        }
    }

    @Test("a bare state dictionary needs a model that gives its shape")
    func bare() throws {
        let model = try ModelFileTests.model()
        var file = try Safetensors(bytes: StateDictionary.encoded(model))
        file.metadata = [:]
        let refusal = #expect(throws: ModelError.self) { try StateDictionary.decode(file.encoded()) }
        #expect(refusal.map { "\($0)".contains("--like") } == true)
        #expect(try StateDictionary.decode(file.encoded(), like: model).model == model)
    }

    @Test("names, shapes, types and values that do not fit are refused, each with its reason")
    func refusals() throws {
        let good = try Safetensors(bytes: StateDictionary.encoded(ModelFileTests.model()))
        func refusal(_ change: (inout Safetensors) -> Void) -> String {
            var file = good
            change(&file)
            do {
                _ = try StateDictionary.decode(file.encoded(), path: "w")
                return "accepted"
            } catch { return "\(error)" }
        }
        func replace(_ file: inout Safetensors, _ name: String, _ shape: [Int], _ value: Float = 0) {
            guard let index = file.tensors.firstIndex(where: { $0.name == name }) else { return }
            file.tensors[index] = .init(
                name: name, shape: shape, values: Array(repeating: value, count: shape.reduce(1, *)))
        }
        #expect(refusal { _ in } == "accepted")
        #expect(refusal { $0.tensors.removeFirst() }.contains("the tensor audio.weight_ih_l0 is missing"))
        #expect(
            refusal { file in
                file.tensors = file.tensors.map {
                    .init(name: "module." + $0.name, shape: $0.shape, values: $0.values)
                }
            }.contains("it holds a tensor \"module.audio.weight_ih_l0\" that the configuration lacks"))
        #expect(
            refusal { replace(&$0, "audio.weight_ih_l0", [2, 9]) }
                .contains("[2, 9], the configuration wants [9, 2]"))
        #expect(refusal { replace(&$0, "output.bias", [2], .nan) }.contains("2 values of output.bias are not finite"))
        #expect(
            refusal { file in
                file.tensors.append(.init(name: "text.embedding.weight", shape: [1], values: [1]))
            }.contains("text.embedding.weight"))
        #expect(refusal { $0.metadata["configuration"] = "{}" }.contains("configuration cannot be read"))
        #expect(refusal { $0.metadata["vocabulary"] = "[]" }.contains("has 0 words, the configuration wants 4"))
        for message in [refusal { $0.tensors.removeFirst() }, refusal { $0.metadata["seed"] = "x" }] {
            #expect(message.hasPrefix("the weights of w cannot be imported") && !message.contains("train again"))
        }
    }
}
