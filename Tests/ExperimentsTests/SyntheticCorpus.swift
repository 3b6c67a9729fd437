import Corpus
import Experiments
import Models
import Training

/// A corpus of six speakers whose voice and words both tell the label; recognised words are often wrong.
enum SyntheticCorpus {
    static let asr = TranscriptVariant.asr("made up")
    static let labels = ["calm", "loud"]

    static func data(utterances count: Int = 36, shift: Float = 0) throws -> ExperimentData {
        var generator = SeededGenerator(seed: 8, stream: "synthetic corpus")
        let words = [["quiet", "slow", "low"], ["shout", "fast", "high"]]
        var utterances: [ExperimentUtterance] = []
        var rows: [Utterance] = []
        for index in 0..<count {
            let label = index % 2
            let level: Float = (label == 0 ? -1 : 1) + shift
            let frameCount = 2 + generator.below(4)
            let spoken = (0..<2).map { _ in words[label][generator.below(3)] }
            let heard = spoken.map { generator.below(3) == 0 ? "noise" : $0 }
            let speaker = "speaker \(index % 6)"
            let utterance = ExperimentUtterance(
                id: "u,\(index)", speaker: speaker, label: label,
                frames: (0..<frameCount * 3).map { _ in level + Float(generator.normal()) }, frameCount: frameCount,
                prosody: (0..<2).map { _ in level + Float(generator.normal()) },
                transcripts: [.gold: spoken.joined(separator: " "), asr: heard.joined(separator: " ")])
            utterances.append(utterance)
            var row = Utterance(id: utterance.id, row: index + 2)
            row.speaker = speaker
            row.emotion = labels[label]
            rows.append(row)
        }
        let scheme = FoldScheme.speaker(2)
        return ExperimentData(
            labels: labels, utterances: utterances, folds: try Folds.make(rows, scheme: scheme, seed: 4),
            scheme: scheme)
    }

    static var settings: ComparisonSettings {
        var training = TrainingSettings.smallCorpus
        training.batchSize = 6
        training.learningRate = 0.02
        training.maximumSteps = 6
        training.minimumSteps = 0
        training.checkInterval = .steps(3)
        var settings = ComparisonSettings(labels: labels, training: training)
        settings.model.hidden = 4
        settings.model.mfccColumns = 3
        settings.model.prosodyColumns = 2
        settings.model.embeddingSize = 4
        return settings
    }

    static func plan(_ architectures: [Architecture] = [.are, .mdre], runs: Int = 2) -> ComparisonPlan {
        ComparisonPlan(
            architectures: architectures, conditions: Condition.all([.gold, asr]), folds: 2, runs: runs, seed: 5)
    }
}
