import TranscriptCache

extension Transcriber {
    /// The answer that the store holds for a recording, whole or in pieces; nil where some of it is missing.
    func knownAnswer(_ recording: SeenAudio) async throws(SpeechToTextError) -> Answer? {
        if let stored = try await stored(identity(recording.sampleHash, recording).key) {
            return Answer(outcome: .success(Transcript(stored)), source: .cache)
        }
        for pieces in try await cuts(of: recording) {
            let answers = try await storedAnswers(pieces, recording)
            if answers.count == pieces.count { return joined(answers, recording) }
        }
        return nil
    }

    /// Whether the last try of a recording, or of a piece of it, failed.
    func hasFailedBefore(_ recording: SeenAudio) async throws(SpeechToTextError) -> Bool {
        let hashes = try await cuts(of: recording).flatMap { $0 }.map(\.sampleHash) + [recording.sampleHash]
        for hash in hashes {
            let key = identity(hash, recording).key
            let attempt = try await caching { () throws(TranscriptCacheError) in
                try await self.store.failedAttempt(forKey: key)
            }
            if attempt != nil { return true }
        }
        return false
    }

    /// Asks for a recording that is not answered yet: whole if the service takes it, else in pieces.
    ///
    /// Pieces that were answered before are not asked again. Where one fails, the others are asked all the same: the next
    /// run then pays for the missing one only.
    func answer(
        _ audio: SpeechAudio, _ recording: SeenAudio, _ errand: Errand
    ) async throws(SpeechToTextError) -> Answer {
        let run = await answerPieces(
            of: audio, recording, first: try await firstPieces(audio, recording), errand)
        let outcomes = run.sorted { $0.piece.startSample < $1.piece.startSample }
        let failures = outcomes.compactMap { outcome in
            if case .failure(let error) = outcome.result { (piece: outcome.piece, error: error) } else { nil }
        }
        if failures.contains(where: { $0.error == .cancelled }) { throw .cancelled }
        if let first = failures.first {
            guard outcomes.count > 1 else { throw first.error }
            let rate = Double(max(audio.sampleRate, 1))
            let span = PieceFailure(
                startSeconds: Double(first.piece.startSample) / rate,
                endSeconds: Double(first.piece.startSample + first.piece.sampleCount) / rate,
                wholeSeconds: audio.durationSeconds, failed: failures.count, pieces: outcomes.count)
            throw .piece(span, first.error)
        }
        return joined(
            outcomes.compactMap { outcome in
                if case .success(let answered) = outcome.result { (outcome.piece, answered) } else { nil }
            }, recording)
    }

    private typealias Outcome = (piece: RecordingPiece, result: Result<Answered, SpeechToTextError>)

    /// Asks for pieces, as many at a time as there are workers, and cuts smaller what turns out to be too long.
    private func answerPieces(
        of audio: SpeechAudio, _ recording: SeenAudio, first: [RecordingPiece], _ errand: Errand
    ) async -> [Outcome] {
        var waiting = Array(first.reversed())
        var running: [Int: RecordingPiece] = [:]
        var outcomes: [Outcome] = []
        await withTaskGroup(of: Outcome.self) { group in
            while !(waiting.isEmpty && running.isEmpty) {
                while running.count < width, let piece = waiting.popLast() {
                    let question = question(piece, of: audio, recording, errand.item)
                    running[piece.startSample] = piece
                    group.addTask { (piece, await self.answer(question, for: errand)) }
                }
                guard let outcome = await group.next() else { return }
                running[outcome.piece.startSample] = nil
                if case .failure(let error) = outcome.result, error.isTooMuchAudio {
                    if let smaller = await cut(outcome.piece, of: audio, after: error) {
                        waiting += smaller.reversed()
                        await rememberCut(outcomes.map(\.piece) + running.values + waiting, recording, errand.item)
                        continue
                    }
                }
                outcomes.append(outcome)
            }
        }
        return outcomes
    }

    /// The pieces to begin with: the remembered cut of which most was answered, otherwise the whole.
    private func firstPieces(
        _ audio: SpeechAudio, _ recording: SeenAudio
    ) async throws(SpeechToTextError) -> [RecordingPiece] {
        try await bestCut(of: recording)?.pieces
            ?? [RecordingPiece(startSample: 0, sampleCount: audio.samples.count, sampleHash: recording.sampleHash)]
    }

    /// The pieces of a recording that are still to be asked; nil where it was never asked in pieces.
    func missingPieces(of recording: SeenAudio) async throws(SpeechToTextError) -> [RecordingPiece]? {
        guard let cut = try await bestCut(of: recording) else { return nil }
        return cut.pieces.filter { !cut.answered.contains($0) }
    }

    /// The remembered cut of which most was answered; nil where nothing was of any.
    private func bestCut(
        of recording: SeenAudio
    ) async throws(SpeechToTextError) -> (pieces: [RecordingPiece], answered: Set<RecordingPiece>)? {
        guard options.cutter != nil else { return nil }
        var best: (pieces: [RecordingPiece], answered: Set<RecordingPiece>, samples: Int)?
        for pieces in try await cuts(of: recording) {
            let answered = try await storedAnswers(pieces, recording).map(\.piece)
            let samples = answered.reduce(0) { $0 + $1.sampleCount }
            if samples > best?.samples ?? 0 { best = (pieces, Set(answered), samples) }
        }
        return best.map { ($0.pieces, $0.answered) }
    }

    private func question(
        _ piece: RecordingPiece, of audio: SpeechAudio, _ recording: SeenAudio, _ item: TranscriptionItem
    ) -> Question {
        let isWhole = piece.sampleHash == recording.sampleHash
        let range = piece.startSample..<piece.startSample + piece.sampleCount
        return Question(
            identity: identity(piece.sampleHash, recording), sampleCount: piece.sampleCount,
            audio: {
                isWhole ? audio : SpeechAudio(samples: Array(audio.samples[range]), sampleRate: audio.sampleRate)
            },
            fingerprint: isWhole ? item.fingerprint : nil)
    }

    /// Smaller pieces of a piece; nil where that is of no use.
    private func cut(
        _ piece: RecordingPiece, of audio: SpeechAudio, after error: SpeechToTextError
    ) async -> [RecordingPiece]? {
        guard let cutter = options.cutter,
            pieceLimit.learn(from: error, seconds: Double(piece.sampleCount) / Double(audio.sampleRate)),
            let most = pieceLimit.maximumSamples(sampleRate: audio.sampleRate), most < piece.sampleCount
        else {
            await noteFailure(error, provider.identity(of: piece.sampleHash, sampleRate: audio.sampleRate))
            return nil
        }
        return await loading.run {
            let stretch = audio.samples[piece.startSample..<piece.startSample + piece.sampleCount]
            return cutter.pieces(of: stretch, sampleRate: audio.sampleRate, maximumSamples: most).map { range in
                RecordingPiece(
                    startSample: range.lowerBound, sampleCount: range.count,
                    sampleHash: ContentHash(samples: Array(audio.samples[range])))
            }
        }
    }

    private func rememberCut(_ pieces: [RecordingPiece], _ recording: SeenAudio, _ item: TranscriptionItem) async {
        let sorted = pieces.sorted { $0.startSample < $1.startSample }
        let most = sorted.map(\.sampleCount).max() ?? 0
        // A cut that could not be kept is made again.
        _ = try? await store.rememberCut(
            sorted, of: recording, settings: "\(options.cutter?.name ?? "") of at most \(most) samples",
            from: item.fingerprint)
    }

    func cuts(of recording: SeenAudio) async throws(SpeechToTextError) -> [[RecordingPiece]] {
        let cuts = try await caching { () throws(TranscriptCacheError) in try await self.store.cuts(of: recording) }
        // A cache may come from anywhere: only what covers the recording without gap or overlap is a cut of it.
        let count = Int((recording.durationSeconds * Double(recording.sampleRate)).rounded())
        return cuts.filter { pieces in
            var end = 0
            for piece in pieces {
                guard piece.startSample == end, piece.sampleCount > 0, piece.sampleCount <= count - end else {
                    return false
                }
                end += piece.sampleCount
            }
            return end == count
        }
    }

    func storedAnswers(
        _ pieces: [RecordingPiece], _ recording: SeenAudio
    ) async throws(SpeechToTextError) -> [(piece: RecordingPiece, answered: Answered)] {
        var answers: [(piece: RecordingPiece, answered: Answered)] = []
        for piece in pieces {
            guard let stored = try await stored(identity(piece.sampleHash, recording).key) else { continue }
            answers.append((piece, Answered(transcript: stored, source: .cache)))
        }
        return answers
    }

    private func identity(_ hash: ContentHash, _ recording: SeenAudio) -> TranscriptIdentity {
        provider.identity(of: hash, sampleRate: recording.sampleRate)
    }

    private func joined(_ parts: [(piece: RecordingPiece, answered: Answered)], _ recording: SeenAudio) -> Answer {
        if parts.count == 1, let only = parts.first {
            return Answer(outcome: .success(Transcript(only.answered.transcript)), source: only.answered.source)
        }
        let rate = Double(max(recording.sampleRate, 1))
        let parsed = TranscriptJoining.join(
            parts.map { part in
                TranscriptJoining.Part(
                    startSeconds: Double(part.piece.startSample) / rate, parsed: part.answered.transcript.parsed)
            })
        let sources = parts.map(\.answered.source)
        return Answer(
            outcome: .success(
                Transcript(
                    parsed: parsed, sampleHash: recording.sampleHash, audioSeconds: recording.durationSeconds,
                    pieces: parts.count)),
            source: sources.contains(.request) ? .request : sources.contains(.duplicate) ? .duplicate : .cache)
    }
}
