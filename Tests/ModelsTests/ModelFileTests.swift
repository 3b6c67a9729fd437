import Models
import TestSupport
import Testing

@Suite("ModelFile")
struct ModelFileTests {
    static func model(
        _ architecture: Architecture = .mdrea, _ setting: EncoderSetting = .paper
    ) throws -> ModelFile {
        var configuration = ModelConfiguration(
            architecture: architecture, labels: ["wütend", "frölich \"sehr\""], vocabularySize: 4)
        configuration.hidden = 3
        configuration.mfccColumns = 2
        configuration.prosodyColumns = 1
        configuration.embeddingSize = 2
        setting.apply(to: &configuration)
        var generator = TestGenerator(4)
        var metadata = ModelMetadata(
            vocabulary: ["_PAD_", "_UNK_", "don't", "日本\n\u{1}"], trainingDataHash: "ab12", seed: .max,
            metrics: ["devLoss": 0.1, "uar": 1.0 / 3], toolVersion: "0.1.0")
        try metadata.setSetting("standardisation", to: ["mean": [1.5, -2], "deviation": [0.25, 3]])
        return try ModelFile(
            configuration: configuration, parameters: Parameters.initial(configuration, using: &generator),
            metadata: metadata)
    }

    @Test(
        "what is written is read, and the bytes are the same each time", arguments: Architecture.allCases,
        EncoderSetting.allCases)
    func roundTrip(_ architecture: Architecture, _ setting: EncoderSetting) throws {
        let folder = try TemporaryFolder()
        let model = try Self.model(architecture, setting)
        try model.write(folder.path("m.safetensors"))
        let read = try ModelFile.read(folder.path("m.safetensors"))
        #expect(read == model)
        #expect(try read.encoded() == model.encoded())
        #expect(try read.hash() == model.hash())
        let setting = try read.metadata.setting("standardisation", as: [String: [Double]].self)
        #expect(setting == ["mean": [1.5, -2], "deviation": [0.25, 3]])
        #expect(try read.metadata.setting("absent", as: Int.self) == nil)
    }

    @Test("the hash is SHA-256")
    func hash() {
        // FIPS 180-2, appendix B.1.
        #expect(
            ModelFile.hash(of: Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("other safetensors files are named as such")
    func strangers() throws {
        let stranger = Safetensors(metadata: ["format": "pt"], tensors: [.init(name: "a", shape: [1], values: [1])])
        #expect(throws: ModelError.self) { try ModelFile.decode(stranger.encoded()) }
        for (key, value) in [("format_version", "2"), ("configuration", "{}"), ("seed", "x"), ("vocabulary", "[]")] {
            var file = try Safetensors(bytes: Self.model().encoded())
            file.metadata[key] = value
            #expect(throws: ModelError.self, "\(key)") { try ModelFile.decode(file.encoded()) }
        }
    }

    @Test("a setting that this version does not know is refused by name")
    func unknownSetting() throws {
        var file = try Safetensors(bytes: Self.model().encoded())
        file.metadata["configuration"]?.replace("{\"", with: "{\"pooling\":\"mean\",\"", maxReplacements: 1)
        #expect(throws: ModelError.unsupported(path: "x", reason: "its configuration has a setting \"pooling\"")) {
            try ModelFile.decode(file.encoded(), path: "x")
        }
    }

    @Test("missing, misshapen, foreign and non-finite tensors are refused with the reason")
    func wrongTensors() throws {
        let good = try Safetensors(bytes: Self.model().encoded())
        func refusal(_ change: (inout Safetensors) -> Void) -> String {
            var file = good
            change(&file)
            do {
                _ = try ModelFile.decode(file.encoded(), path: "x")
                return "accepted"
            } catch { return "\(error)" }
        }
        #expect(refusal { _ in } == "accepted")
        #expect(refusal { $0.tensors.removeLast() }.contains("the tensor output.bias is missing"))
        #expect(
            refusal { $0.tensors[0] = .init(name: $0.tensors[0].name, shape: [1], values: [0]) }
                .contains("has the shape [1], the configuration wants [9, 2]"))
        #expect(
            refusal { $0.tensors.append(.init(name: "more", shape: [], values: [0])) }.contains("a tensor \"more\""))
        #expect(
            refusal {
                $0.tensors[0] = .init(
                    name: $0.tensors[0].name, shape: [9, 2], values: Array(repeating: .nan, count: 18))
            }
            .contains("18 values of audio.weight_ih_l0 are not finite"))
    }

    @Test("a truncated file is refused at every length")
    func truncation() throws {
        let bytes = try Self.model().encoded()
        for length in stride(from: 0, to: bytes.count, by: 11) {
            #expect(throws: ModelError.self) { try ModelFile.decode(Array(bytes[..<length])) }
        }
        #expect(throws: ModelError.self) { try ModelFile.decode(bytes + [0]) }
    }

    @Test("damaged bytes are refused or give a model of the right shape, and never crash")
    func damage() throws {
        let bytes = try Self.model().encoded()
        let header = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
        var generator = TestGenerator(77)
        var refused = 0
        for round in 0..<600 {
            var damaged = bytes
            for _ in 0...(round % 3) {
                damaged[Int(generator.next() % UInt64(header))] = UInt8(truncatingIfNeeded: generator.next())
            }
            do {
                let model = try ModelFile.decode(damaged)
                #expect(model.parameters.values.count == ParameterLayout(model.configuration).count)
            } catch { refused += 1 }
        }
        #expect(refused > 300)
    }

    @Test("what is no regular file is refused without being opened")
    func irregular() throws {
        let folder = try TemporaryFolder()
        #expect(throws: ModelError.self) { try ModelFile.read(folder.path) }
        #expect(throws: ModelError.self) { try ModelFile.read(folder.path("absent")) }
        #expect(throws: ModelError.self) { try ModelFile.read("/dev/zero") }
        let text = try folder.write("hello, this is a text file and no model", to: "text")
        #expect(throws: ModelError.self) { try ModelFile.read(text) }
    }
}
