public import TranscriptCache

extension Transcriber {
    /// The stored answer to a recording, cut where the recogniser cut it; decodes and asks nothing.
    ///
    /// The answers to a recording that was sent in pieces follow each other, their times counted from its start.
    ///
    /// - Parameters:
    ///   - recording: one that `transcribe` gave a transcript for.
    ///   - pauseSeconds: words that are further apart begin a segment, where the service names none.
    /// - Returns: nil where there is no answer, or one with a text and without times.
    /// - Throws: `cache`.
    public func segments(
        of recording: SeenAudio, pauseSeconds: Double
    ) async throws(SpeechToTextError) -> TranscriptSegments? {
        if let stored = try await stored(key(of: recording)) {
            return TranscriptSegments(stored, pauseSeconds: pauseSeconds)
        }
        for pieces in try await cuts(of: recording) {
            let answers = try await storedAnswers(pieces, recording)
            guard answers.count == pieces.count else { continue }
            var all: [TranscriptSegments.Segment] = []
            for (piece, answered) in answers {
                guard let part = TranscriptSegments(answered.transcript, pauseSeconds: pauseSeconds) else { return nil }
                let start = Double(piece.startSample) / Double(max(recording.sampleRate, 1))
                all += part.shifted(by: start).segments
            }
            return TranscriptSegments(segments: all)
        }
        return nil
    }
}
