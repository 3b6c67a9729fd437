import AudioIO
import Corpus
import Export
import TranscriptCache

/// One utterance on its way to its row.
struct LabelJob: Sendable {
    /// What is known of an utterance's text.
    enum Text: Sendable {
        /// The recogniser has not been asked.
        case unknown
        /// No model reads.
        case notRead
        case found(FoundText)
        /// There is none, with the reason.
        case missing(String, cause: String)
    }

    /// A text to be read.
    struct FoundText: Sendable {
        var text: String
        var source: LabelRow.TranscriptSource
        var confidence: Double?
        /// The key of the recogniser's answer in the cache.
        var key: CacheKey?
    }

    /// Its place in the order of the results.
    var place: Int
    var input: StreamedUtterance
    var text = Text.unknown
    /// Where its sound is, for a file that need not be decoded if it is unchanged.
    var fingerprint: AudioFingerprint?
    /// Of its sound, where that is known.
    var sampleHash: ContentHash?
    /// Whether the cache was asked for its labels in vain.
    var wasLookedUp = false
    /// What the reader of its row should know.
    var remark: String?
    /// Whether the recogniser's answer to its recording says no times.
    var isWithoutTimes = false

    init(place: Int, _ fed: FedUtterance) {
        self.place = place
        input = fed.input
        text = fed.text
        remark = fed.remark
        isWithoutTimes = fed.isWithoutTimes
    }

    var utterance: Utterance { input.utterance }

    /// The row with what is known before a model has said anything.
    var row: LabelRow {
        var row = LabelRow(status: .failed)
        if case .found(let found) = text {
            row.transcript = found.text
            row.transcriptSource = found.source
            row.recognitionConfidence = found.confidence
            row.provenance.transcriptKey = found.key?.description
        }
        row.provenance.audioHash = sampleHash?.description
        return row
    }

    /// What a model that reads gets.
    var transcript: String {
        if case .found(let found) = text { found.text } else { "" }
    }
}

/// A finished row, with what is to be kept in the cache before it counts.
struct LabelledJob: Sendable {
    var place: Int
    var input: StreamedUtterance
    var row: LabelRow
    /// Whether every model's say was in the cache.
    var fromCache = false
    /// Whether the recogniser's answer to its recording says no times.
    var isWithoutTimes = false
    var labels: [StoredAnnotation] = []
    var seen: PlacedAudio?

    init(_ job: LabelJob, _ row: LabelRow) {
        place = job.place
        input = job.input
        isWithoutTimes = job.isWithoutTimes
        self.row = row
    }

    /// A row that says why there is no label.
    static func failed(_ job: LabelJob, _ reason: String, cause: String) -> LabelledJob {
        var row = job.row
        row.error = reason
        row.cause = cause
        return LabelledJob(job, row)
    }

    /// A row of an utterance whose sound is needed and cannot be had.
    static func inaudible(_ job: LabelJob, _ reason: String) -> LabelledJob { failed(job, reason, cause: "audio") }
}
