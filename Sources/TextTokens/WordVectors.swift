/// Pretrained vectors of the words of a vocabulary, from a text file as GloVe's: a word and its numbers on each line.
///
/// ```swift
/// let vectors = try WordVectors.read(path: "glove.6B.300d.txt", for: vocabulary)
/// vectors.count                          // how many words have one
/// vectors.missing(from: vocabulary)      // which have none
/// ```
///
/// Files of many gigabytes are read in constant memory; only what the vocabulary knows is kept.
public struct WordVectors: Sendable, Equatable {
    /// How many numbers a vector has.
    public let dimension: Int
    /// SHA-256 of the whole file, in hexadecimal.
    public let fileHash: String
    /// How many vectors the file holds.
    public let fileCount: Int

    /// The words found, with their places in `values`.
    private let places: [TokenKey: Int]
    /// `[count, dimension]`, row-major.
    private let values: [Float]

    init(dimension: Int, fileHash: String, fileCount: Int, places: [TokenKey: Int], values: [Float]) {
        self.dimension = dimension
        self.fileHash = fileHash
        self.fileCount = fileCount
        self.places = places
        self.values = values
    }

    /// How many words of the vocabulary were found.
    public var count: Int { places.count }

    /// The vector of a word; nil where the file has none or the word was not looked for.
    public subscript(word: String) -> [Float]? {
        guard let place = places[TokenKey(word)] else { return nil }
        return Array(values[place * dimension..<(place + 1) * dimension])
    }

    /// The vectors of a vocabulary's words, with the words' numbers, in rising order.
    public func rows(for vocabulary: Vocabulary) -> [(number: Int, vector: [Float])] {
        vocabulary.words.enumerated().compactMap { number, word in self[word].map { (number, $0) } }
    }

    /// The words of a vocabulary that have no vector, in its order; padding is no word.
    public func missing(from vocabulary: Vocabulary) -> [String] {
        vocabulary.words.dropFirst().filter { places[TokenKey($0)] == nil && $0 != Vocabulary.unknown }
    }

    /// Reads the vectors of the words that `vocabulary` knows.
    ///
    /// A first line of two whole numbers, as word2vec writes it, states count and dimension. Words and numbers stand apart
    /// by spaces or tabs. A word may hold spaces: its numbers are counted from the end of the line. Of several lines for a
    /// word the first counts. Every line is checked, also those of words that nobody looks for: as many numbers as the
    /// first line has, of digits, signs, points and exponents.
    /// - Parameters:
    ///   - path: the file.
    ///   - vocabulary: what to look for.
    /// - Returns: the vectors found; none is no error.
    /// - Throws: `TextTokensError.fileFailed`, `.invalidVectors`, `.notText`.
    /// - Complexity: one pass over the file in blocks of a megabyte.
    public static func read(path: String, for vocabulary: Vocabulary) throws(TextTokensError) -> WordVectors {
        var reader = WordVectorReader(path: path, vocabulary: vocabulary)
        return try reader.read()
    }
}
