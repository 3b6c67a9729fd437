import Corpus
import ErrorRate
import Synchronization

/// Gold transcripts with word errors, made for the tests of single runs; shared by all of them.
final class InjectedTranscripts: Sendable {
    /// Utterances on which intensities are fitted, at most.
    private static let fittedOn = 2_000

    private let data: ExperimentData
    private let state = Mutex(State())

    private struct State {
        var models: [TranscriptVariant: WordErrorModel] = [:]
        var intensities: [WordErrorInjection: Double] = [:]
    }

    init(data: ExperimentData) { self.data = data }

    /// Transcripts with errors, and how many errors there are.
    struct Corrupted {
        var transcripts: [String] = []
        var referenceWords = 0
        var errors = 0

        /// Adds what became of a transcript.
        fileprivate mutating func add(_ text: String, of original: SplitTranscript, _ aligner: inout Aligner) {
            transcripts.append(text)
            let counts = aligner.align(
                reference: original.reference, hypothesis: Normalizer.basic.apply(text), units: .whiteSpace
            ).counts
            referenceWords += counts.referenceCount
            errors += counts.errors
        }
    }

    /// Some utterances' gold transcripts with errors.
    ///
    /// - Parameters:
    ///   - part: places in the data.
    ///   - injection: which errors, how many.
    ///   - seed: the run's; each utterance has a stream of its own.
    /// - Returns: a transcript for each of `part`.
    func corrupted(_ part: [Int], _ injection: WordErrorInjection, seed: UInt64) -> Corrupted {
        let (model, intensity) = fitted(injection)
        var aligner = Aligner()
        var result = Corrupted()
        for index in part {
            let utterance = data.utterances[index]
            let original = SplitTranscript(utterance.transcripts[.gold] ?? "")
            var generator = SeededGenerator(
                seed: seed, stream: "word errors/\(injection.recogniser)/\(injection.rate)/\(utterance.id)")
            result.add(
                model.corrupt(original, intensity: intensity, using: &generator), of: original, &aligner)
        }
        return result
    }

    /// The recogniser's model and the intensity that gives the rate; whoever asks while they are found waits.
    private func fitted(_ injection: WordErrorInjection) -> (WordErrorModel, Double) {
        state.withLock { state in
            let model = state.models[injection.recogniser] ?? WordErrorModel(pairs(injection.recogniser))
            state.models[injection.recogniser] = model
            let intensity = state.intensities[injection] ?? Self.intensity(of: model, injection, sample)
            state.intensities[injection] = intensity
            return (model, intensity)
        }
    }

    private func pairs(_ recogniser: TranscriptVariant) -> [(gold: String, heard: String)] {
        data.utterances.compactMap { utterance in
            utterance.transcripts[.gold].map { ($0, utterance.transcripts[recogniser] ?? "") }
        }
    }

    /// Utterances drawn once for all rates.
    private var sample: [SplitTranscript] {
        var order = data.utterances.indices.filter { data.utterances[$0].transcripts[.gold]?.isEmpty == false }
        var generator = SeededGenerator(seed: 0, stream: "word errors/sample")
        generator.shuffle(&order)
        return order.prefix(Self.fittedOn).map { SplitTranscript(data.utterances[$0].transcripts[.gold] ?? "") }
    }

    /// The intensity at which the measured word error rate of a sample is that wanted.
    ///
    /// Errors that meet cancel in part (a word lost beside one that was added counts once), so the rate is not put in but
    /// measured, always with the same random numbers, and the intensity found by halving.
    static func intensity(
        of model: WordErrorModel, _ injection: WordErrorInjection, _ sample: [SplitTranscript]
    ) -> Double {
        var aligner = Aligner()
        func rate(_ intensity: Double) -> Double {
            var result = Corrupted()
            for (place, original) in sample.enumerated() {
                var generator = SeededGenerator(seed: UInt64(place), stream: "word errors/fit/\(injection.rate)")
                result.add(model.corrupt(original, intensity: intensity, using: &generator), of: original, &aligner)
            }
            return result.referenceWords == 0 ? .infinity : Double(result.errors) / Double(result.referenceWords)
        }
        var (low, high) = (0.0, 1.0)
        while rate(high) < injection.rate, high < 0x1p20 { (low, high) = (high, 2 * high) }
        for _ in 0..<12 {
            let middle = (low + high) / 2
            if rate(middle) < injection.rate { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
