import Corpus
import Models
import TextTokens
import Training

/// One fold made ready for one model: its shape, its vocabulary, and its inputs.
struct PreparedFold {
    let fold: Fold
    /// With architecture and vocabulary size filled in.
    let configuration: ModelConfiguration
    /// The words of the training part's transcripts; nil for a model without text.
    let vocabulary: Vocabulary?
    /// The embeddings that do not begin at random.
    let pretrained: [PretrainedRow]

    private let data: ExperimentData
    private let features: FoldInputs
    private let train: TranscriptVariant
    private let builder: ExampleBuilder

    init(
        data: ExperimentData, fold: Fold, features: FoldInputs, settings: ComparisonSettings,
        architecture: Architecture, train: TranscriptVariant
    ) {
        var configuration = settings.model
        configuration.architecture = architecture
        configuration.vocabularySize = 0
        var vocabulary: Vocabulary?
        if architecture.usesText {
            let transcripts = fold.train.map { data.utterances[$0].transcripts[train] ?? "" }
            let words = ExampleBuilder.vocabulary(of: transcripts, text: settings.text)
            configuration.vocabularySize = words.count
            vocabulary = words
        }
        pretrained =
            vocabulary.flatMap { words in
                data.wordVectors?.rows(for: words).map { PretrainedRow(number: $0.number, vector: $0.vector) }
            } ?? []
        self.fold = fold
        self.configuration = configuration
        self.vocabulary = vocabulary
        self.data = data
        self.features = features
        self.train = train
        // The fold's features are standardised already.
        builder = ExampleBuilder(configuration: configuration, vocabulary: vocabulary, text: settings.text)
    }

    /// Some utterances, with the transcripts of a variant; one that is missing there has an empty transcript.
    func inputs(_ part: [Int], transcripts variant: TranscriptVariant) -> [ModelInput] {
        inputs(part, texts: texts(part, variant))
    }

    /// Some utterances with other texts for transcripts, one for each.
    func inputs(_ part: [Int], texts: [String]) -> [ModelInput] {
        zip(part, texts).map { index, text in
            builder.input(frames: features.frames[index], prosody: features.prosody[index], transcript: text)
        }
    }

    /// Where a model looked in the transcripts of some utterances.
    func attention(
        _ predictions: [Prediction], of part: [Int], transcripts variant: TranscriptVariant
    ) -> [[AttendedWord]] {
        zip(predictions, texts(part, variant)).map { builder.attendedWords(of: $0, transcript: $1) }
    }

    private func texts(_ part: [Int], _ variant: TranscriptVariant) -> [String] {
        part.map { data.utterances[$0].transcripts[variant] ?? "" }
    }

    /// Some utterances as they are trained on, with their gold labels.
    func examples(_ part: [Int]) -> [Example] {
        zip(inputs(part, transcripts: train), part).map { Example(input: $0, label: data.utterances[$1].label) }
    }
}
