import Glibc

/// Pretrained vectors of the words of a vocabulary, from a text file as GloVe's: a word and its numbers on each line.
///
/// ```swift
/// let vectors = try WordVectors.read(path: "glove.6B.300d.txt", for: vocabulary)
/// vectors.numbers.count          // how many words have one
/// ```
///
/// Files of many gigabytes are read in constant memory; only what the vocabulary knows is kept.
public struct WordVectors: Sendable {
    /// How many numbers a vector has.
    public let dimension: Int
    /// The vocabulary's numbers of the words that were found, in rising order.
    public let numbers: [Int32]
    /// Their vectors, `[numbers.count, dimension]`, row-major.
    public let values: [Float]

    /// Reads the vectors of the words that `vocabulary` knows.
    ///
    /// A first line of two whole numbers, as word2vec writes it, is passed over. A word may hold spaces: its numbers are
    /// counted from the end of the line. Of several lines for a word the first counts.
    /// - Parameters:
    ///   - path: the file.
    ///   - vocabulary: what to look for.
    /// - Returns: the vectors found; none is no error.
    /// - Throws: `TextTokensError.fileFailed`, `.invalidVectors`.
    public static func read(path: String, for vocabulary: Vocabulary) throws(TextTokensError) -> WordVectors {
        guard let file = fopen(path, "re") else { throw .fileFailed(path: path, code: errno) }
        defer { fclose(file) }
        var buffer: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(buffer) }
        var reader = LineReader(path: path, vocabulary: vocabulary)
        while true {
            errno = 0
            let length = getline(&buffer, &capacity, file)
            if length < 0 { break }
            guard let start = buffer else { break }
            try start.withMemoryRebound(to: UInt8.self, capacity: length) { bytes throws(TextTokensError) in
                try reader.add(UnsafeBufferPointer(start: bytes, count: length))
            }
        }
        if ferror(file) != 0 { throw .fileFailed(path: path, code: errno) }
        return try reader.finish()
    }
}

/// Collects vectors line by line.
private struct LineReader {
    private let path: String
    private let vocabulary: Vocabulary
    private var line = 0
    private var dimension = 0
    private var found: [Int32: [Float]] = [:]

    init(path: String, vocabulary: Vocabulary) {
        self.path = path
        self.vocabulary = vocabulary
    }

    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) throws(TextTokensError) {
        line += 1
        var end = bytes.count
        while end > 0, bytes[end - 1] == 0x0a || bytes[end - 1] == 0x0d || bytes[end - 1] == 0x20 { end -= 1 }
        if end == 0 { return }
        if dimension == 0 {
            let fields = bytes[..<end].split(separator: UInt8(ascii: " "))
            if fields.count == 2, line == 1, fields.allSatisfy({ Int(String(decoding: $0, as: UTF8.self)) != nil }) {
                return
            }
            dimension = fields.reversed().prefix { Float(String(decoding: $0, as: UTF8.self)) != nil }.count
            dimension = min(dimension, fields.count - 1)
            guard dimension > 0 else { throw invalid("no numbers behind the word") }
        }
        var fieldStart = end
        for _ in 0..<dimension {
            while fieldStart > 0, bytes[fieldStart - 1] != UInt8(ascii: " ") { fieldStart -= 1 }
            guard fieldStart > 1 else { throw invalid("fewer than \(dimension) numbers") }
            fieldStart -= 1
        }
        let number = vocabulary.number(of: String(decoding: bytes[..<fieldStart], as: UTF8.self))
        guard number != Vocabulary.unknownIndex, found[number] == nil else { return }
        let values = bytes[(fieldStart + 1)..<end].split(separator: UInt8(ascii: " ")).compactMap {
            Float(String(decoding: $0, as: UTF8.self))
        }
        guard values.count == dimension, values.allSatisfy(\.isFinite) else {
            throw invalid("not \(dimension) numbers behind the word")
        }
        found[number] = values
    }

    func finish() throws(TextTokensError) -> WordVectors {
        guard dimension > 0 else { throw .invalidVectors(path: path, line: 1, reason: "the file holds no vectors") }
        let numbers = found.keys.sorted()
        return WordVectors(dimension: dimension, numbers: numbers, values: numbers.flatMap { found[$0] ?? [] })
    }

    private func invalid(_ reason: String) -> TextTokensError {
        .invalidVectors(path: path, line: line, reason: reason)
    }
}
