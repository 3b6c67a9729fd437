import Annotation
import AudioIO
import Corpus
import Export
import Foundation
import Models
import SpeechToText
import Synchronization
import TestSupport
import TextTokens
import Training
import TranscriptCache

/// A recogniser that answers from memory: the text depends on the audio's size alone, every call is counted.
final class StubTransport: HTTPTransport {
    private let calls = Mutex(0)
    private let answer: @Sendable (Int) -> HTTPResponse

    /// - Parameter answer: gives the response to the n-th call, from 1.
    init(_ answer: @escaping @Sendable (Int) -> HTTPResponse = { _ in StubTransport.text("hello there") }) {
        self.answer = answer
    }

    var callCount: Int { calls.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let number = calls.withLock { count in
            count += 1
            return count
        }
        return answer(number)
    }

    static func text(_ text: String) -> HTTPResponse {
        HTTPResponse(status: 200, body: Data(#"{"text": "\#(text)"}"#.utf8))
    }
}

/// A corpus of short tones in a folder of its own, with a cache and models as small as they can be.
struct Bench {
    let folder: TemporaryFolder
    let manifest: Manifest
    let store: TranscriptStore

    static let labels = ["angry", "happy", "sad"]

    /// A corpus on disk, and an empty cache.
    ///
    /// - Parameters:
    ///   - utterances: how many; each another tone, so that no two have the same content.
    ///   - breaking: the places of those whose recording is no audio.
    /// - Throws: where the folder or the cache cannot be made.
    init(utterances: Int = 5, breaking: Set<Int> = []) throws {
        folder = try TemporaryFolder()
        for index in 0..<utterances {
            let samples = (0..<8000).map { sample in
                Int16(8000 * sin(2 * Double.pi * Double(sample) * Double(150 + 20 * index) / 16000))
            }
            let bytes = breaking.contains(index) ? Array("no audio".utf8) : PCM16.wav(samples)
            try folder.write(Data(bytes), to: "u\(index).wav")
        }
        manifest = Manifest(
            path: folder.path("corpus.csv"), directory: folder.path,
            utterances: (0..<utterances).map { index in
                Utterance(
                    id: "u\(index)", audio: "u\(index).wav", speaker: "s\(index % 2)", transcript: "gold \(index)",
                    emotion: "happy")
            })
        store = try TranscriptStore(directory: folder.path("cache"))
    }

    /// A model with random weights; `seed` tells two apart.
    static func model(
        _ architecture: Architecture, labels: [String] = Self.labels, seed: UInt64 = 1
    ) throws -> LabellingModel {
        let words = ["_PAD_", "_UNK_", "hello", "there", "gold"]
        var configuration = ModelConfiguration(
            architecture: architecture, labels: labels, vocabularySize: architecture.usesText ? words.count : 0)
        configuration.hidden = 4
        configuration.embeddingSize = 3
        var generator = SeededGenerator(seed: seed)
        let file = try ModelFile(
            configuration: configuration, parameters: .initial(configuration, using: &generator),
            metadata: ModelMetadata(vocabulary: architecture.usesText ? words : []))
        return try LabellingModel(file: file)
    }

    func transcriber(_ transport: any HTTPTransport, concurrency: Int = 2) throws -> Transcriber {
        let provider = try OpenAICompatibleProvider(.init(baseURL: "http://127.0.0.1:1/v1"))
        var options = Transcriber.Options()
        options.concurrency = concurrency
        return Transcriber(provider: provider, store: store, transport: transport, options: options)
    }

    func bytes(_ run: AnnotationRun) -> [UInt8] {
        LabelsTable(manifest: manifest, labels: Self.labels).bytes(run.rows.compactMap { $0 })
    }
}
