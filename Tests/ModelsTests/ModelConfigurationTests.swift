import Foundation
import Models
import Testing

@Suite("ModelConfiguration")
struct ModelConfigurationTests {
    static func configuration(_ architecture: Architecture = .mdrea) -> ModelConfiguration {
        ModelConfiguration(architecture: architecture, labels: ["a", "b"], vocabularySize: 9)
    }

    @Test("the paper's settings are written without those beyond the paper")
    func paperJSON() throws {
        let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(Self.configuration()))
        #expect(
            try #require(json as? [String: Any]).keys.sorted() == [
                "architecture", "embeddingSize", "hidden", "labels", "layers", "maximumFrames", "maximumTokens",
                "mfccColumns", "prosodyColumns", "resetGate", "vocabularySize",
            ])
        #expect(
            try JSONDecoder().decode(ModelConfiguration.self, from: JSONEncoder().encode(Self.configuration()))
                == Self.configuration())
    }

    @Test("settings beyond the paper survive JSON, and their defaults may be spelt out")
    func json() throws {
        var configuration = Self.configuration()
        configuration.audioPooling = .attention
        configuration.bidirectionalAudio = true
        configuration.bidirectionalText = true
        configuration.frameStacking = 3
        let data = try JSONEncoder().encode(configuration)
        #expect(try JSONDecoder().decode(ModelConfiguration.self, from: data) == configuration)
        var text = String(decoding: try JSONEncoder().encode(Self.configuration()), as: UTF8.self)
        text.replace("{", with: #"{"audioPooling":"last","frameStacking":1,"bidirectionalText":false,"#)
        #expect(try JSONDecoder().decode(ModelConfiguration.self, from: Data(text.utf8)) == Self.configuration())
    }

    @Test("what is missing or of an unknown kind is refused", arguments: ["hidden", "labels", "architecture"])
    func refusals(key: String) throws {
        var text = String(decoding: try JSONEncoder().encode(Self.configuration()), as: UTF8.self)
        text.replace("\"\(key)\"", with: "\"other\"")
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(ModelConfiguration.self, from: Data(text.utf8))
        }
        let pooling = #"{"audioPooling":"median","#
        var strange = String(decoding: try JSONEncoder().encode(Self.configuration()), as: UTF8.self)
        strange.replace("{", with: pooling)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(ModelConfiguration.self, from: Data(strange.utf8))
        }
    }

    @Test("reading both ways doubles the states and what is made of them")
    func sizes() {
        var configuration = Self.configuration()
        #expect(configuration.audioEncodingSize == 235 && configuration.audioPartSize == 200)
        #expect(configuration.audioStepColumns == 39)
        configuration.bidirectionalAudio = true
        #expect(configuration.audioEncodingSize == 435 && configuration.audioPartSize == 200)
        configuration.bidirectionalText = true
        configuration.frameStacking = 3
        #expect(configuration.audioPartSize == 400 && configuration.textPartSize == 400)
        #expect(configuration.audioStepColumns == 117)
        configuration.architecture = .mdre
        #expect(configuration.audioPartSize == 217 && configuration.textPartSize == 200)
        configuration.architecture = .are
        #expect(configuration.audioPartSize == 435 && configuration.textPartSize == 0)
        configuration.architecture = .tre
        #expect(configuration.audioPartSize == 0 && configuration.textPartSize == 400)
    }

    @Test("stacks of no frames are refused by name")
    func stacking() {
        var configuration = Self.configuration()
        configuration.frameStacking = 0
        #expect(throws: ModelError.badConfiguration(field: "frameStacking", value: "0", allowed: "1 to 100")) {
            try configuration.validate()
        }
    }
}
