import SpeechToText

/// What `transcribe` says after its work: the promised JSON object, and lines for people.
struct UsageReport: Encodable {
    var utterances: Int
    var requests: Int
    var retries: Int
    var fromCache: Int
    var failed: Int
    /// Rows without an answer because nobody was asked.
    var pending: Int
    /// Seconds of audio with a transcript.
    var audioSeconds: Double
    /// Seconds in requests that were answered just now.
    var sentSeconds: Double
    var billedSeconds: Double
    /// Seconds in requests whose answer was lost; the service may have billed them.
    var uncertainSeconds: Double
    var cost: Double?
    var currency: String?
    /// Seconds it took.
    var seconds: Double
    var failuresByCause: [String: Int]
    /// Transcripts by what is to be careful about with them: `no-speech`, `repetitive`, `partial-audio`.
    var remarks: [String: Int]
    /// What ended the run early: a cause, `interrupted`, or absent.
    var stoppedBy: String?
    var stoppedBecause: String?
    /// Whether every utterance has a transcript.
    var complete: Bool
    /// The part of the corpus that was done, where it was not all.
    var shard: String?

    init(_ summary: TranscriptionSummary, rows: TranscriptRows, total: Int, seconds: Double, price: ServicePrice?) {
        let progress = summary.progress
        utterances = total
        requests = progress.requests
        retries = progress.retries
        // What a stopped run did not reach and the cache knew is counted too.
        fromCache = rows.answered - (progress.done - progress.fromCache - progress.failed - progress.pending)
        failed = rows.failed
        pending = rows.pending
        audioSeconds = progress.audioSeconds
        sentSeconds = progress.spending.sentSeconds
        billedSeconds = progress.spending.billedSeconds
        uncertainSeconds = progress.spending.uncertainSeconds
        cost = progress.spending.cost
        currency = cost == nil ? nil : price?.currency
        self.seconds = seconds
        failuresByCause = rows.failuresByCause
        remarks = rows.remarks
        stoppedBy = summary.stoppedBy?.cause ?? (summary.wasCancelled ? "interrupted" : nil)
        stoppedBecause = summary.stoppedBy?.description
        complete = rows.failed == 0 && rows.pending == 0
    }

    /// One or two lines: what was done, and what it took.
    func lines(isFree: Bool) -> [String] {
        let answered = utterances - failed - pending
        var first = ["\(Spoken.count(requests, "request")) sent", "\(fromCache) from the cache", "\(failed) failed"]
        if pending > 0 { first.append("\(pending) left") }
        var lines = ["\(Spoken.count(answered, "transcript")): " + first.joined(separator: ", ")]
        if requests == 0, complete { lines[0] += "; nothing was sent, everything was known" }
        if sentSeconds > 0, !isFree {
            var second = ["sent \(Spoken.duration(sentSeconds)) of audio", "\(Spoken.duration(billedSeconds)) billed"]
            if let cost, let currency { second.append(Money.text(cost, currency)) }
            if retries > 0 { second.append(retries == 1 ? "1 request repeated" : "\(retries) requests repeated") }
            lines.append(second.joined(separator: ", "))
        }
        if !remarks.isEmpty {
            let counts = remarks.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            lines.append("transcripts to be careful about: \(counts); the table's error column says why")
        }
        if uncertainSeconds > 0, !isFree {
            lines.append(
                "the answers to \(Spoken.duration(uncertainSeconds)) of audio were lost on the way: the service may bill "
                    + "them too")
        }
        return lines
    }
}
