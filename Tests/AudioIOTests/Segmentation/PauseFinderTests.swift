import Testing

@testable import AudioIO

@Suite struct PauseFinderTests {
    private let finder = PauseFinder()

    @Test("the pauses of speech are found, and nothing inside a word is one", arguments: [25.0, 60])
    func found(noise: Double) {
        let sound = SpeechLikeSound(seed: 1, seconds: 40)
        let found = finder.pauses(in: sound.recorded(noise: noise))
        #expect(!sound.pauses.isEmpty)
        for pause in sound.pauses {
            let middle = pause.lowerBound + pause.count / 2
            #expect(found.contains { $0.contains(middle) })
        }
        for pause in found {
            let middle = pause.lowerBound + pause.count / 2
            #expect(sound.pauses.contains { $0.contains(middle) })
        }
    }

    @Test("a long stretch of noise between two speeches is one pause")
    func longPause() {
        let sound = SpeechLikeSound(seed: 2, seconds: 20)
        let samples = sound.recorded(level: -20, noise: 40)
        let noise = (0..<16_000 * 70).map { Int16(truncatingIfNeeded: ($0 &* 48_271 % 65_521) % 25 - 12) }
        let found = finder.pauses(in: samples + noise + samples)
        #expect(found.contains { $0.lowerBound < samples.count + 8000 && $0.upperBound > samples.count + 69 * 16_000 })
    }

    @Test("audio without anything has no length to be found in, or is all pause")
    func nothing() {
        #expect(finder.pauses(in: []) == [])
        #expect(finder.pauses(in: [3]) == [])
    }
}
