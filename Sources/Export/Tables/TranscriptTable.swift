public import Corpus

/// The rows of `transcripts.csv`: `id,transcript,status,error,confidence,language,provider,model`, in manifest order.
///
///     let table = TranscriptTable(provider: "openai", model: "whisper-1")
///     var bytes = table.header
///     for row in rows { bytes += table.bytes(row) }
public struct TranscriptTable: Sendable {
    /// What became of an utterance.
    public enum Status: String, Sendable {
        /// There is an answer, maybe an empty one.
        case ok
        /// It was asked, or its audio was to be read, and there is none; `error` says why.
        case failed
        /// Nobody was asked: interrupted, offline, or a limit was reached. The next run may ask.
        case pending
    }

    /// What is known of one utterance's transcript.
    public struct Row: Sendable {
        public var id: String
        /// Empty where nothing was recognised, which is an answer, and where there is none.
        public var transcript: String
        public var status: Status
        /// Why there is no answer, or what to be careful about with one; nil where there is nothing to say.
        public var error: String?
        /// As the recogniser gives it; nil where it gives none.
        public var confidence: Double?
        public var language: String?

        /// An answer; `remark` says what to be careful about.
        public init(
            id: String, transcript: String, confidence: Double? = nil, language: String? = nil, remark: String? = nil
        ) {
            self.id = id
            self.transcript = transcript
            status = .ok
            error = remark
            self.confidence = confidence
            self.language = language
        }

        /// No answer, for a reason.
        public init(id: String, status: Status, error: String) {
            self.id = id
            transcript = ""
            self.status = status
            self.error = error
        }
    }

    private static let columns = [
        "id", "transcript", "status", "error", "confidence", "language", "provider", "model",
    ]

    private let provider: String
    private let model: String
    private let writer = CSVWriter()

    /// A table of one recogniser's answers.
    ///
    /// - Parameters:
    ///   - provider: who was asked.
    ///   - model: the model asked for; empty where there is only one.
    public init(provider: String, model: String) {
        self.provider = provider
        self.model = model
    }

    /// The first line.
    public var header: [UInt8] {
        var output: [UInt8] = []
        writer.append(Self.columns, to: &output)
        return output
    }

    /// One row's line or lines.
    public func bytes(_ row: Row) -> [UInt8] {
        var output: [UInt8] = []
        writer.append(
            [
                row.id, row.transcript, row.status.rawValue, row.error ?? "",
                row.confidence.map { LabelsTable.decimals(Float($0)) } ?? "", row.language ?? "", provider, model,
            ], to: &output)
        return output
    }
}

/// What an earlier `transcripts.csv` says: which utterances failed, and how many have an answer.
public struct EarlierTranscripts: Sendable {
    /// Ids of rows whose status is `failed`.
    public private(set) var failed: Set<ByteKey> = []
    /// Rows whose status is `ok`.
    public private(set) var answered = 0

    /// Reads the table at a path.
    ///
    /// - Returns: nil where nothing is there, or it is no such table.
    public init?(path: String) {
        guard var reader = try? CSVReader(path: path), let header = try? reader.next()?.fields,
            let id = header.firstIndex(of: "id"), let status = header.firstIndex(of: "status"),
            header.contains("transcript")
        else { return nil }
        while let record = try? reader.next() {
            guard record.fields.count == header.count else { continue }
            switch record.fields[status] {
            case TranscriptTable.Status.ok.rawValue: answered += 1
            case TranscriptTable.Status.failed.rawValue: failed.insert(ByteKey(record.fields[id]))
            default: break
            }
        }
    }
}
