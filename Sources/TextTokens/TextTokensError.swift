import Glibc

/// What can go wrong with vocabularies and word vectors.
public enum TextTokensError: Error, Sendable, CustomStringConvertible {
    case invalidVocabulary(reason: String)
    /// A file could not be opened or read; `code` is the system's `errno`.
    case fileFailed(path: String, code: Int32)
    /// The file is not a table of word vectors.
    case invalidVectors(path: String, line: Int, reason: String)
    /// The file of word vectors is compressed or binary.
    case notText(path: String, reason: String)

    public var description: String {
        switch self {
        case .invalidVocabulary(let reason): "vocabulary: \(reason). The model file is damaged."
        case .fileFailed(let path, let code): "\(path): cannot read: \(String(cString: strerror(code)))"
        case .invalidVectors(let path, let line, let reason):
            "\(path):\(line): \(reason). Word vectors are text: a word and its numbers on each line, as GloVe has them."
        case .notText(let path, let reason): "\(path): \(reason)"
        }
    }
}
