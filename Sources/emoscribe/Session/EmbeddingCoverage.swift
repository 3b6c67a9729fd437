import Corpus
import Experiments
import TextTokens
import Training

/// How much of a model's vocabulary a file of word vectors knows.
struct EmbeddingCoverage {
    /// Words that begin as a given vector.
    var found: Int
    /// Words without one, the most frequent first, with how often the training part has them.
    var missing: [(word: String, count: Int)]
    /// Share of the training part's running words that have a vector.
    var runningShare: Double
    /// Vectors of the file, and numbers of each.
    var fileCount, dimension: Int
    var fileHash: String

    /// Nil where no vectors were given or the model reads no text.
    init?(_ trainer: ModelTraining, vocabulary words: [String]) throws {
        guard let vectors = trainer.data.wordVectors, !words.isEmpty, let fold = trainer.data.folds.first
        else { return nil }
        let vocabulary = try Vocabulary(words: words)
        var counts = [Int](repeating: 0, count: vocabulary.count)
        let tokenizer = trainer.settings.text.tokenizer
        for index in fold.train {
            let transcript = trainer.data.utterances[index].transcripts[trainer.transcripts] ?? ""
            for token in tokenizer.tokenize(transcript) { counts[Int(vocabulary.number(of: token))] += 1 }
        }
        missing = vectors.missing(from: vocabulary).map { ($0, counts[Int(vocabulary.number(of: $0))]) }
        found = vocabulary.count - 2 - missing.count
        let running = counts.reduce(0, +)
        let without = missing.reduce(counts[Int(Vocabulary.unknownIndex)]) { $0 + $1.count }
        runningShare = running == 0 ? 0 : Double(running - without) / Double(running)
        (fileCount, dimension, fileHash) = (vectors.fileCount, vectors.dimension, vectors.fileHash)
    }

    /// `word,count`, the most frequent first.
    var csv: [UInt8] {
        let writer = CSVWriter()
        var bytes = writer.record(["word", "count"])
        for (word, count) in missing { writer.append([word, "\(count)"], to: &bytes) }
        return bytes
    }

    /// One line for people.
    var text: String {
        "word vectors: \(found) of \(found + missing.count) words (\(Spoken.decimal(100 * runningShare, 1)) % of the "
            + "running words); \(missing.count) without one begin at random"
    }
}
