import ArgumentParser
import Corpus
import Experiments
import Models
import TextTokens
import Training

/// Word vectors that the embeddings begin as.
struct EmbeddingOptions: ParsableArguments {
    @Option(
        name: .customLong("embeddings"),
        help: ArgumentHelp(
            "A text file of word vectors as GloVe's: a word and its numbers on each line. Words that are not in it begin "
                + "at random.", valueName: "file"))
    var path: String?

    /// Finds out before hours of work that the file is there and whole.
    func checkFile() throws {
        guard let path else { return }
        try OutputFile.checkInput(path, "file of word vectors")
        _ = try WordVectors.read(path: path, for: Vocabulary(transcriptTokens: []))
    }

    /// Reads the vectors of the words of all transcripts, and gives embeddings their size.
    ///
    /// - Parameters:
    ///   - data: gets the vectors.
    ///   - settings: gets their size and the file's hash.
    ///   - given: the size that the user asked for.
    /// - Throws: `CommandFailure` where that is not the file's; `TextTokensError`.
    func load(into data: inout ExperimentData, _ settings: inout ComparisonSettings, given: Int?) throws {
        guard let path else { return }
        let words = ExampleBuilder.vocabulary(
            of: data.utterances.flatMap { $0.transcripts.sorted { $0.key.rawValue < $1.key.rawValue }.map(\.value) },
            text: TextSettings())
        let vectors = try WordVectors.read(path: path, for: words)
        if let given, given != vectors.dimension {
            throw CommandFailure(
                "--embedding-size is \(given), but the vectors of \(EscapedText.oneLine(path)) have "
                    + "\(vectors.dimension) numbers: leave --embedding-size out, or give another file", .wrongUsage)
        }
        settings.model.embeddingSize = vectors.dimension
        settings.embeddings = vectors.fileHash
        data.wordVectors = vectors
    }
}
