import Models
import Testing

@Suite("ONNXExport")
struct ONNXExportTests {
    @Test(
        "the bytes are those that onnxruntime answered from, and its answers are ours",
        arguments: InterchangeGolden.names)
    func golden(_ name: String) throws {
        let golden = try InterchangeGolden(name)
        let model = try StateDictionary.decode(golden.stateDictionary).model
        #expect(try ONNXExport.encoded(model) == golden.onnx)
        try golden.expectAgreement(model, with: "onnxruntime")
    }

    @Test("inputs, outputs and metadata are those a model needs", arguments: Architecture.allCases)
    func interface(_ architecture: Architecture) throws {
        let model = try ModelFileTests.model(architecture)
        let file = try ProtobufFields(ONNXExport.encoded(model))
        let graph = try ProtobufFields(#require(file.data(7).first))
        func names(_ field: Int) throws -> [String] {
            try graph.data(field).map { String(decoding: try ProtobufFields($0).data(1).first ?? [], as: UTF8.self) }
        }
        let audio = architecture.usesAudio ? ["frames", "frame_counts", "prosody"] : []
        let text = architecture.usesText ? ["tokens", "token_counts"] : []
        #expect(try names(11) == audio + text)
        #expect(try names(12) == ["logits"] + (architecture == .mdrea ? ["attention"] : []) + ["probabilities"])
        var metadata: [String: String] = [:]
        for entry in file.data(14) {
            let fields = try ProtobufFields(entry)
            metadata[String(decoding: fields.data(1)[0], as: UTF8.self)] = String(
                decoding: fields.data(2)[0], as: UTF8.self)
        }
        #expect(metadata["emoscribe.labels"] == "[\"wütend\",\"frölich \\\"sehr\\\"\"]")
        #expect(metadata["emoscribe.standardisation"] == model.metadata.settings["standardisation"])
        #expect((metadata["emoscribe.vocabulary"] != nil) == architecture.usesText)
        let hash = try model.hash()
        #expect(metadata["emoscribe.model_sha256"] == hash)
        // Operator set 17, IR version 8.
        #expect(file.number(1) == 8)
        #expect(try ProtobufFields(#require(file.data(8).first)).number(2) == 17)
    }

    @Test("equal models give equal bytes, another temperature others")
    func determinism() throws {
        let model = try ModelFileTests.model()
        #expect(try ONNXExport.encoded(model) == ONNXExport.encoded(ModelFile.decode(model.encoded())))
        #expect(try ONNXExport.encoded(model) != ONNXExport.encoded(model, temperature: 2))
    }
}

/// The fields of a protobuf message, read without the code that wrote them.
struct ProtobufFields {
    private var lengths: [Int: [[UInt8]]] = [:]
    private var numbers: [Int: UInt64] = [:]

    struct Damage: Error {}

    init(_ bytes: [UInt8]) throws {
        var position = 0
        func varint() throws -> UInt64 {
            var (value, shift) = (UInt64(0), UInt64(0))
            while position < bytes.count, shift < 64 {
                let byte = bytes[position]
                position += 1
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
                shift += 7
            }
            throw Damage()
        }
        while position < bytes.count {
            let tag = try varint()
            let field = Int(tag >> 3)
            switch tag & 7 {
            case 0: numbers[field] = try varint()
            case 2:
                let count = Int(try varint())
                guard position + count <= bytes.count else { throw Damage() }
                lengths[field, default: []].append(Array(bytes[position..<position + count]))
                position += count
            case 5: position += 4
            default: throw Damage()
            }
        }
    }

    func data(_ field: Int) -> [[UInt8]] { lengths[field] ?? [] }
    func number(_ field: Int) -> UInt64? { numbers[field] }
}
