import Testing

@testable import AudioIO

@Suite struct SpeechSegmenterTests {
    private func settings(_ minimum: Double, _ maximum: Double) -> SpeechSegmenter.Settings {
        var settings = SpeechSegmenter.Settings()
        settings.minimumSeconds = minimum
        settings.maximumSeconds = maximum
        return settings
    }

    @Test(
        "every word is in one utterance and no utterance is longer than allowed, whatever the lengths and the noise",
        arguments: [(0.0, 20.0), (1, 20), (3, 6), (0.5, 2)], [25.0, 60])
    func words(lengths: (Double, Double), noise: Double) {
        for seed in UInt64(1)...3 {
            let sound = SpeechLikeSound(seed: seed, seconds: 60)
            let samples = sound.recorded(noise: noise)
            let found = SpeechSegmenter(settings: settings(lengths.0, lengths.1)).utterances(in: samples)
            #expect(found == SpeechSegmenter(settings: settings(lengths.0, lengths.1)).utterances(in: samples))
            for (one, next) in zip(found, found.dropFirst()) { #expect(one.upperBound <= next.lowerBound) }
            #expect(found.allSatisfy { $0.count <= Int(lengths.1 * 16_000) && !$0.isEmpty })
            #expect(found.first.map { $0.lowerBound >= 0 } == true)
            #expect(found.last.map { $0.upperBound <= samples.count } == true)
            for word in sound.words {
                let middle = word.lowerBound + word.count / 2
                #expect(found.contains { $0.contains(middle) })
            }
        }
    }

    @Test("utterances end in long pauses, and keep a margin of them")
    func margins() {
        let sound = SpeechLikeSound(seed: 5, seconds: 60)
        let found = SpeechSegmenter(settings: settings(0, 60)).utterances(in: sound.recorded(noise: 60))
        let long = sound.pauses.dropFirst().filter { $0.count > 9600 && $0.upperBound < sound.samples.count }
        #expect(!long.isEmpty)
        for pause in long {
            let middle = pause.lowerBound + pause.count / 2
            #expect(!found.contains { $0.contains(middle) })
        }
        // The words at the edges are not cut into.
        for utterance in found {
            #expect(
                !sound.words.contains {
                    $0.contains(utterance.lowerBound) && $0.lowerBound < utterance.lowerBound - 800
                })
        }
    }

    @Test("silence has no utterance, and a click in it is none")
    func silence() {
        let segmenter = SpeechSegmenter()
        #expect(segmenter.utterances(in: []) == [])
        #expect(segmenter.utterances(in: Array(repeating: 0, count: 160_000)) == [])
        var click = [Int16](repeating: 0, count: 160_000)
        for index in 80_000..<80_320 { click[index] = index % 2 == 0 ? 20_000 : -20_000 }
        #expect(segmenter.utterances(in: click) == [])
    }

    @Test("speech without a pause is cut at the allowed length all the same")
    func withoutPause() {
        let samples = SpeechLikeSound(seed: 3, secondsWithoutPause: 50).recorded(noise: 60)
        let found = SpeechSegmenter().utterances(in: samples)
        #expect(found.count > 2 && found.allSatisfy { $0.count <= 320_000 })
        #expect(found.reduce(0) { $0 + $1.count } > 49 * 16_000)
    }
}
