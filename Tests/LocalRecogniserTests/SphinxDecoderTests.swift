import AudioIO
import Foundation
import TestSupport
import Testing

@testable import LocalRecogniser

@Suite("SphinxDecoder")
struct SphinxDecoderTests {
    @Test(
        "entries of the dictionary become words; fillers are no words",
        arguments: [
            ("of", "of"), ("of(2)", "of"), ("a(12)", "a"), ("<sil>", nil), ("[NOISE]", nil), ("++SPEECH++", nil),
            ("</s>", nil), ("", nil), ("(2)", "(2)"), ("odd(x)", "odd(x)"), ("'bout", "'bout"),
        ] as [(String, String?)])
    func spelling(entry: String, word: String?) { #expect(SphinxDecoder.spelling(of: entry) == word) }

    @Test("silence, very short audio and no audio have no words", .enabled(if: Speech.hasModel))
    func silence() throws {
        let decoder = try SphinxDecoder(model: SphinxModel(), preset: .fast)
        for count in [0, 1, 16, 400, 32_000] {
            let answer = try decoder.recognise(Array(repeating: 0, count: count))
            #expect(answer.text.isEmpty && answer.words.isEmpty)
            #expect(answer.confidence == nil && answer.logProbability == 0)
            #expect(answer.durationSeconds == Double(count) / 16_000)
        }
    }

    @Test(
        "spoken words come back in order, with times and probabilities",
        .enabled(if: Speech.hasModel))
    func words() throws {
        let samples = try Speech.samples("demo-012")
        let answer = try SphinxDecoder(model: SphinxModel()).recognise(samples)
        #expect(answer.text == "i got a letter from my sister")
        #expect(answer.words.map(\.word).joined(separator: " ") == answer.text)
        #expect(answer.logProbability < 0)
        #expect((0.01...1).contains(answer.confidence ?? 0))
        var last = 0.0
        for word in answer.words {
            #expect(word.start >= last && word.end > word.start && word.end <= answer.durationSeconds + 0.05)
            #expect((0...1).contains(word.probability))
            last = word.end
        }
    }

    @Test(
        "times are those of the recording, although the library leaves out its silences",
        .enabled(if: Speech.hasModel))
    func timesAcrossSilence() throws {
        let spoken = try Speech.samples("demo-012")
        // As quiet as a room, not as nothing: some of it is heard.
        let quiet = (0..<4 * 16_000).map { sample -> Int16 in Int16(sample * 7919 % 13 - 6) }
        let decoder = try SphinxDecoder(model: SphinxModel())
        let single = try decoder.recognise(spoken).words
        let answer = try decoder.recognise(quiet + spoken + quiet + spoken + quiet + spoken)
        for (text, repetition) in [("letter", 0), ("letter", 1), ("letter", 2), ("sister", 2)] {
            let alone = try #require(single.first { $0.word == text })
            let found = answer.words.filter { $0.word == text }
            #expect(found.count == 3)
            guard repetition < found.count else { continue }
            let before = (repetition + 1) * quiet.count + repetition * spoken.count
            let offset = Double(before) / 16_000
            #expect(abs(found[repetition].start - alone.start - offset) < 0.1)
            #expect(abs(found[repetition].end - alone.end - offset) < 0.1)
        }
    }

    @Test(
        "an answer does not depend on what was decoded before", .slow,
        .enabled(if: Speech.hasModel))
    func noMemory() async throws {
        let model = try SphinxModel()
        var spoken = try ["demo-011", "demo-012"].map(Speech.samples)
        // A loud hum: the library's estimate of the noise would remember it.
        spoken.append((0..<16_000).map { Int16(12_000 * sin(Double($0) * 0.05)) })
        let fresh = try spoken.map { try SphinxDecoder(model: model, preset: .fast).recognise($0) }

        let reused = try SphinxDecoder(model: model, preset: .fast)
        for index in [2, 1, 0, 2, 0] { #expect(try reused.recognise(spoken[index]) == fresh[index]) }

        for decoders in [1, 2] {
            let pool = try SphinxPool(model: model, preset: .fast, decoders: decoders)
            try await withThrowingTaskGroup(of: (Int, Recognition).self) { group in
                for index in [2, 0, 1] {
                    let samples = spoken[index]
                    group.addTask { (index, try await pool.recognise(samples)) }
                }
                for try await (index, answer) in group { #expect(answer == fresh[index]) }
            }
        }
    }
}
