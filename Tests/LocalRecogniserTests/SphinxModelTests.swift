import Foundation
import LocalRecogniser
import TestSupport
import Testing

@Suite("SphinxModel")
struct SphinxModelTests {
    @Test("a missing model names the folder, the package that has it and the variable")
    func missing() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("absent")
        let error = #expect(throws: RecogniserError.modelMissing(path: path)) { try SphinxModel(directory: path) }
        #expect(error?.description.contains("apt install pocketsphinx-en-us") == true)
        #expect(error?.description.contains("EMOSCRIBE_SPHINX_MODEL") == true)
    }

    @Test("the variable of the environment names the folder, and an option goes before it")
    func environment() throws {
        let folder = try TemporaryFolder()
        let model = try fakeModel(in: folder)
        let environment = [SphinxModel.environmentVariable: model]
        #expect(try SphinxModel(environment: environment).directory == model)
        let other = folder.path("other")
        #expect(throws: RecogniserError.modelMissing(path: other)) {
            try SphinxModel(directory: other, environment: environment)
        }
    }

    @Test("each missing part is named", arguments: ["en-us/mdef", "en-us.lm.bin", "cmudict-en-us.dict"])
    func incomplete(part: String) throws {
        let folder = try TemporaryFolder()
        let model = try fakeModel(in: folder)
        try FileManager.default.removeItem(atPath: "\(model)/\(part)")
        #expect(throws: RecogniserError.modelMissing(path: "\(model)/\(part)")) { try SphinxModel(directory: model) }
    }

    @Test("the identity changes with content and preset, and with nothing else")
    func identity() throws {
        let folder = try TemporaryFolder()
        let path = try fakeModel(in: folder)
        let model = try SphinxModel(directory: path)
        let before = try model.identity()
        #expect(before.hasPrefix("sphinx 0.8+5prealpha, times 2, model ") && before.hasSuffix(", full"))
        #expect(try model.identity(preset: .fast) != before)
        try folder.write("read me", to: "model/en-us/README")
        #expect(try model.identity() == before)
        try folder.write("dictionarz", to: "model/cmudict-en-us.dict")
        #expect(try model.identity() != before)
    }

    @Test("files that are no model make an error, not an end of the program")
    func garbage() throws {
        let folder = try TemporaryFolder()
        let path = try fakeModel(in: folder)
        let model = try SphinxModel(directory: path)
        #expect(throws: RecogniserError.cannotStart(directory: path)) { try SphinxDecoder(model: model) }
    }

    private func fakeModel(in folder: TemporaryFolder) throws -> String {
        try folder.write("model definition", to: "model/en-us/mdef")
        try folder.write("language model", to: "model/en-us.lm.bin")
        try folder.write("phone model", to: "model/en-us-phone.lm.bin")
        try folder.write("dictionary", to: "model/cmudict-en-us.dict")
        return folder.path("model")
    }
}
