import Corpus
import Foundation
import Testing
import Training

@Suite struct StandardisationTests {
    private func statistics(_ values: [Float], columns: Int) -> FeatureStatistics {
        var builder = FeatureStatisticsBuilder()
        builder.add(frames: values, columns: columns, prosody: [])
        return builder.statistics
    }

    @Test("mean and deviation of a small matrix are those done by hand")
    func byHand() {
        let found = statistics([1, 10, 3, 10, 5, 10, 7, 10], columns: 2).frames
        #expect(found.mean == [4, 10])
        // Differences 3, 1, 1, 3: variance 5. The second column does not vary: its deviation is set to 1.
        #expect(found.deviation == [Float(5.0.squareRoot()), 1])
    }

    @Test("standardised training data has mean 0 and deviation 1, standardising it again changes nothing")
    func idempotent() {
        var generator = SeededGenerator(seed: 5, stream: "standardisation test")
        var values = (0..<300).map { Float(generator.normal()) * Float(1 + $0 % 3) * 20 + Float($0 % 3) * 100 }
        let original = values
        let first = statistics(values, columns: 3).frames
        first.standardise(&values)
        let second = statistics(values, columns: 3).frames
        for column in 0..<3 {
            #expect(abs(second.mean[column]) < 1e-5)
            #expect(abs(second.deviation[column] - 1) < 1e-5)
        }
        first.restore(&values)
        for (restored, original) in zip(values, original) { #expect(abs(restored - original) < 1e-3) }
    }

    @Test("utterance by utterance gives the statistics of all frames at once")
    func merging() {
        var generator = SeededGenerator(seed: 6, stream: "standardisation test")
        let values = (0..<400).map { _ in Float(generator.normal() * 3 + 50) }
        var builder = FeatureStatisticsBuilder()
        for (start, end) in [(0, 4), (4, 120), (120, 120), (120, 400)] {
            builder.add(frames: Array(values[start..<end]), columns: 4, prosody: [Float(start)])
        }
        let whole = statistics(values, columns: 4).frames
        for column in 0..<4 {
            #expect(abs(builder.statistics.frames.mean[column] - whole.mean[column]) < 1e-4)
            #expect(abs(builder.statistics.frames.deviation[column] - whole.deviation[column]) < 1e-4)
        }
        #expect(builder.utterances == 4)
        #expect(builder.statistics.prosody.mean == [61])
    }

    @Test("a speaker has its own statistics, one with a single utterance the training part's, test speakers never both")
    func speakers() throws {
        var training = SpeakerStatistics()
        for value in [1, 3] as [Float] {
            training.add(speaker: "a", frames: [value, value + 2], columns: 1, prosody: [value])
        }
        training.add(speaker: "once", frames: [5, 6], columns: 1, prosody: [0])
        training.add(speaker: "", frames: [5, 6], columns: 1, prosody: [0])
        training.finish()
        var test = SpeakerStatistics()
        for value in [100, 300] as [Float] {
            test.add(speaker: "a", frames: [value], columns: 1, prosody: [value])
            test.add(speaker: "b", frames: [value], columns: 1, prosody: [value])
        }
        test.finish()
        let speakers = training.completed(by: test)
        let corpus = statistics([0, 1], columns: 1)
        let standardisation = Standardisation(mode: .speaker, corpus: corpus)
        #expect(standardisation.statistics(speaker: "a", among: speakers)?.frames.mean == [3])
        #expect(standardisation.statistics(speaker: "b", among: speakers)?.frames.mean == [200])
        #expect(standardisation.statistics(speaker: "once", among: speakers) == corpus)
        #expect(standardisation.statistics(speaker: "", among: speakers) == corpus)
        #expect(standardisation.statistics(speaker: "b", among: nil) == corpus)
        #expect(Standardisation.none.statistics(speaker: "a", among: speakers) == nil)
    }

    @Test("a standardisation survives JSON")
    func codable() throws {
        let value = Standardisation(mode: .corpus, corpus: statistics([0.1, 1.7, 3.3, 0.2], columns: 2))
        #expect(try JSONDecoder().decode(Standardisation.self, from: JSONEncoder().encode(value)) == value)
    }
}
