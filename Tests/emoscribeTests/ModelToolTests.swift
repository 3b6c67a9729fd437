import Corpus
import Foundation
import Models
import TestSupport
import Testing
import Training

/// Runs the built tool as a user does.
@Suite("The model command", .enabled(if: Tool.isBuilt))
struct ModelToolTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A model of random weights with a bit of everything, some of it hostile.
    private func write(_ change: (inout ModelMetadata) throws -> Void = { _ in }) throws -> String {
        var configuration = ModelConfiguration(
            architecture: .mdrea, labels: ["angry", "\u{1b}[31mred\u{202E}"], vocabularySize: 20)
        configuration.hidden = 4
        configuration.embeddingSize = 3
        var generator = SeededGenerator(seed: 5)
        var metadata = ModelMetadata(
            vocabulary: ["_PAD_", "_UNK_", "new\nline"] + (3..<20).map { "w\($0)" }, trainingDataHash: "ab12", seed: 7,
            metrics: ["devUnweightedAverageRecall": 0.8125, "steps": 300], toolVersion: "0.1.0")
        try metadata.setSetting("training", to: TrainingSettings.paper)
        let points = (1...30).map { (check: Int) -> String in
            let distance = Double(abs(check - 9))
            return "{\"devLoss\":\(1 + distance / 10),\"epoch\":\(check),\"step\":\(10 * check),\"trainLoss\":0.5}"
        }
        metadata.settings["learningCurve"] = "{\"points\":[" + points.joined(separator: ",") + "]}"
        try metadata.setCalibration(TemperatureCalibration.fit(logits: [0, 3, 3, 0, 0, 2], labels: [1, 0, 0]))
        try change(&metadata)
        let file = try ModelFile(
            configuration: configuration, parameters: .initial(configuration, using: &generator), metadata: metadata)
        try file.write(folder.path("m.safetensors"))
        return folder.path("m.safetensors")
    }

    @Test("show tells everything, and nothing in the file moves the cursor")
    func show() async throws {
        let run = try await Tool.run(["model", "show", try write()])
        #expect(run.status == 0 && run.errors.isEmpty)
        for text in [
            "MDREA", "hidden size 4", "angry, \\x1b[31mred\\u{202e}", "20 in the vocabulary", "new\\nline,",
            "… and 8 more", "seed           7", "ab12", "0.8125", "lowest 1.0000 at step 90",
            "fitted on 3 dev utterances",
            "checkInterval  0.3 epochs", "12 × 39     468",
        ] { #expect(run.output.contains(text), "\(text)\n\(run.output)") }
        #expect(!run.output.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || $0 == "\u{202E}" })
        let sum = try ModelFile.hash(ofFile: folder.path("m.safetensors")).hash
        #expect(run.output.contains(sum))
    }

    @Test("show --json is one object with the settings as they are")
    func json() async throws {
        let run = try await Tool.run(["model", "show", try write(), "--json"])
        #expect(run.status == 0 && run.json["parameters"] as? Int == 886)
        let vocabulary = run.json["vocabulary"] as? [String: Any]
        #expect(vocabulary?["size"] as? Int == 20)
        let settings = run.json["settings"] as? [String: [String: Any]]
        #expect(settings?["training"]?["batchSize"] as? Int == 128)
        #expect((run.json["learningCurve"] as? [String: Any])?["bestStep"] as? Int == 90)
        #expect((run.json["calibration"] as? [String: Any])?["utterances"] as? Int == 3)
    }

    @Test("settings that cannot be read are shown as such, and the rest all the same")
    func unreadableSettings() async throws {
        let path = try write { metadata in
            metadata.settings["learningCurve"] = "{}"
            metadata.settings["calibration"] = "{\"temperature\":-1}"
            metadata.settings["odd\u{7}"] = "no JSON \u{1b}]0;"
        }
        for arguments in [["model", "show", path], ["model", "show", path, "--json"]] {
            let run = try await Tool.run(arguments)
            #expect(run.status == 0 && !run.output.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{7}" })
        }
        let run = try await Tool.run(["model", "show", path])
        #expect(run.output.contains("cannot be read") && run.output.contains("-1.0 is no temperature"))
    }

    @Test("out to PyTorch's layout and back is the same file, byte for byte")
    func roundTrip() async throws {
        let model = try write()
        let export = try await Tool.run([
            "model", "export", model, "--format", "pytorch", "-o", folder.path("w.safetensors"),
        ])
        #expect(export.status == 0 && export.errors.contains("886 parameters"))
        let back = try await Tool.run(["model", "import", folder.path("w.safetensors"), "-o", folder.path("back")])
        #expect(back.status == 0 && back.errors.contains("the weights as they were"))
        #expect(try Data(contentsOf: folder.url("back")) == Data(contentsOf: folder.url("m.safetensors")))
    }

    @Test("logits are the engine's, probabilities are calibrated")
    func logits() async throws {
        let model = try ModelFile.read(try write())
        let input = ModelInput(
            frames: (0..<78).map { Float($0 % 7) }, frameCount: 2, prosody: (0..<35).map { Float($0 % 5) },
            tokens: [2, 3])
        try folder.write(
            Data(
                Safetensors(
                    metadata: [:],
                    tensors: [
                        .init(name: "input.0.frames", shape: [2, 39], values: input.frames),
                        .init(name: "input.0.prosody", shape: [35], values: input.prosody),
                        .init(name: "input.0.tokens", shape: [2], values: [2, 3]),
                    ]
                ).encoded()), to: "batch")
        let run = try await Tool.run([
            "model", "logits", folder.path("m.safetensors"), folder.path("batch"), "-o", folder.path("out"),
        ])
        #expect(run.status == 0)
        let out = try Safetensors(bytes: [UInt8](Data(contentsOf: folder.url("out"))))
        let predictor = try Predictor(model: model)
        let prediction = try #require(try predictor.predict([input]).first)
        #expect(try out["logits"]?.values == predictor.logits([input]))
        #expect(out["probabilities"]?.values == prediction.probabilities)
        #expect(out["attention.0"]?.values == prediction.attention)
    }

    @Test("what is not there or would be overwritten is wrong usage, a damaged file is named with the reason")
    func refusals() async throws {
        let model = try write()
        let missing = try await Tool.run(["model", "show", folder.path("none")])
        #expect(missing.status == 64 && missing.errors.contains("there is no model file"))
        let over = try await Tool.run(["model", "export", model, "--format", "onnx", "-o", model])
        #expect(over.status == 64 && over.errors.contains("overwritten"))
        try folder.write(try Data(contentsOf: folder.url("m.safetensors")).prefix(5000), to: "cut")
        let cut = try await Tool.run(["model", "show", folder.path("cut")])
        #expect(cut.status == 1 && cut.errors.contains("not a usable model file") && cut.output.isEmpty)
        let strange = try await Tool.run(["model", "show", "/dev/zero"])
        #expect(strange.status == 1 && strange.errors.contains("not a regular file"))
    }

    @Test("a small file that asks for gigabytes is refused within a gigabyte of address space")
    func memory() async throws {
        var file = try Safetensors(bytes: [UInt8](Data(contentsOf: URL(fileURLWithPath: try write()))))
        // 26 GB of weights, if one believed it.
        file.metadata["configuration"] = file.metadata["configuration"]?
            .replacing(/"hidden":[0-9]+/, with: "\"hidden\":8192").replacing(/"layers":[0-9]+/, with: "\"layers\":16")
        try folder.write(Data(file.encoded()), to: "huge")
        let run = try await Tool.run(
            ["-c", "ulimit -v 1000000; exec \"$0\" model show \"$1\"", Tool.path, folder.path("huge")],
            program: "/bin/bash")
        #expect(run.status == 1 && run.errors.contains("audio.weight_ih_l0 has the shape [12, 39]"), "\(run)")
    }

    @Test(
        "weights that no memory holds, in a file that is one long hole, are refused before they are read",
        .enabled(if: ProcessInfo.processInfo.physicalMemory < 40 << 30, "this machine could hold them"))
    func sparse() async throws {
        // 50 GB: two encoders of sixteen layers.
        var configuration = ModelConfiguration(architecture: .mdrea, labels: ["a", "b"], vocabularySize: 20)
        configuration.hidden = 8192
        configuration.layers = 16
        let text = String(decoding: try JSONEncoder().encode(configuration), as: UTF8.self)
        var offset = 0
        let tensors = ParameterLayout(configuration).slots.map { slot in
            defer { offset += 4 * slot.count }
            return "\"\(slot.name)\":{\"dtype\":\"F32\",\"shape\":\(slot.shape),"
                + "\"data_offsets\":[\(offset),\(offset + 4 * slot.count)]}"
        }
        var file = try Safetensors(bytes: [UInt8](Data(contentsOf: URL(fileURLWithPath: try write()))))
        file.metadata["configuration"] = text
        file.tensors = []
        var json = String(decoding: file.encoded().dropFirst(8), as: UTF8.self).trimmingCharacters(in: .whitespaces)
        json.removeLast()
        json += "," + tensors.joined(separator: ",") + "}"
        let header: [UInt8] = Array(json.utf8)
        let length: [UInt8] = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
        try folder.write(Data(length + header), to: "sparse")
        guard truncate(folder.path("sparse"), 8 + header.count + offset) == 0 else { return }
        // Within two gigabytes of address space, should the guard ever fail.
        let run = try await Tool.run(
            ["-c", "ulimit -v 2000000; exec \"$0\" model show \"$1\"", Tool.path, folder.path("sparse")],
            program: "/bin/bash")
        #expect(run.status == 1 && run.errors.contains("MiB of memory"), "\(run)")
    }
}
