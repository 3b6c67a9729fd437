import GRDB

extension CacheVerification {
    /// Looks at one answer and counts it.
    mutating func check(_ row: Row, _ reader: ResponseReader?, _ findings: inout [CacheFinding]) {
        transcripts += 1
        let number = (row["id"] as Int64?).map { "transcripts row \($0)" } ?? "transcripts"
        func problem(_ what: String) { findings.append(CacheFinding(.problem, number, what)) }
        let transcript: CachedTranscript
        do {
            transcript = try CachedTranscript(row: row)
        } catch {
            if case TranscriptCacheError.damagedRow(_, let reason) = error {
                problem("\(reason) cannot be read")
            } else {
                problem("it cannot be read")
            }
            return
        }
        let stored = StoredRow(row: row, table: "transcripts")
        if (try? stored.value("keyVersion")) != TranscriptIdentity.keyVersion {
            problem("its key is of another version")
        } else if (try? stored.key("key")) != transcript.identity.key {
            problem("its key is not that of its columns: one of them was changed")
        }
        if let confidence = transcript.parsed.confidence, !(0...1).contains(confidence) {
            problem("its confidence is not from 0 to 1")
        }
        guard transcript.isResponseKept else {
            withoutResponse += 1
            return
        }
        guard let reader else { return }
        guard let reading = reader(transcript) else {
            unknownProvider += 1
            return
        }
        if reading.parserVersion > transcript.parserVersion {
            olderReading += 1
        } else if reading.parserVersion < transcript.parserVersion {
            findings.append(CacheFinding(.note, number, "a newer emoscribe read its response"))
        } else if let parsed = reading.parsed {
            if parsed.storable == transcript.parsed {
                reread += 1
            } else {
                problem("its response now reads otherwise than what is stored")
            }
        } else {
            problem("its response cannot be read")
        }
    }
}
