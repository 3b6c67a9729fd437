import Foundation
import TranscriptCache

extension Transcriber {
    /// Tells what transcribing these items would send, bill and take; decodes and sends nothing.
    ///
    /// - Parameters:
    ///   - count: how many items.
    ///   - item: makes an item.
    ///   - statedSeconds: an item's length as its file's header has it, nil where that does not say; asked only for
    ///     recordings that were never decoded. Called on a queue of its own. What it throws makes the item unreadable.
    /// - Returns: the forecast; with `cancel` it is one of the items looked at by then.
    /// - Throws: `cache`.
    public func forecast(
        count: Int, item: @escaping @Sendable (Int) -> TranscriptionItem,
        statedSeconds: @escaping @Sendable (TranscriptionItem) throws -> Double?
    ) async throws(SpeechToTextError) -> TranscriptionForecast {
        var forecast = TranscriptionForecast(pace: try await pace())
        let accounts = SpendingLedger(
            limits: options.limits, billing: options.isFree ? nil : options.billing ?? provider.billing,
            price: options.isFree ? nil : options.price)
        var seen: Set<ContentHash> = []
        for place in 0..<count where !stop.isStopped {
            let item = item(place)
            let recording = try await seenAudio(item)
            if let recording {
                forecast.all.add(recording.durationSeconds)
                if try await knownAnswer(recording) != nil {
                    forecast.cached.add(recording.durationSeconds)
                    continue
                }
                if options.asking == .onlyWhatFailedBefore, !item.hasFailedBefore {
                    guard try await hasFailedBefore(recording) else { continue }
                }
                guard seen.insert(recording.sampleHash).inserted else {
                    forecast.duplicates.add(recording.durationSeconds)
                    continue
                }
                forecast.send(try await missingSeconds(of: recording), accounts)
                continue
            }
            switch await loading.run({ Result { try statedSeconds(item) } }) {
            case .failure(let error):
                forecast.all.add(0)
                forecast.unreadable.append(.init(id: item.id, reason: String(describing: error)))
            case .success(let seconds):
                forecast.all.add(seconds ?? 0)
                if options.asking == .onlyWhatFailedBefore, !item.hasFailedBefore { continue }
                forecast.fromHeaders += 1
                if seconds == nil { forecast.unknownLength += 1 }
                forecast.send(requestSeconds(seconds ?? 0), accounts)
            }
        }
        let spending = accounts.spending
        forecast.billedSeconds = spending.billedSeconds
        forecast.cost = spending.cost
        forecast.estimatedSeconds = forecast.pace.seconds(
            requests: forecast.requests, audioSeconds: (forecast.withinLimits ?? forecast.toSend).seconds)
        return forecast
    }

    private func pace() async throws(SpeechToTextError) -> TranscriptionPace {
        let answers = try await caching { () throws(TranscriptCacheError) in
            try await self.store.lastAnswers(
                provider: self.provider.id, endpoint: self.provider.endpoint, model: self.provider.model, limit: 200)
        }
        return TranscriptionPace(
            answers: answers.map { ($0.createdAt.timeIntervalSince1970, $0.audioSeconds) }, concurrency: concurrency)
    }

    /// The lengths of the requests that a recording takes, pieces that are answered left out.
    private func missingSeconds(of recording: SeenAudio) async throws(SpeechToTextError) -> [Double] {
        let missing = try await missingPieces(of: recording)
        let rate = Double(max(recording.sampleRate, 1))
        return missing?.flatMap { requestSeconds(Double($0.sampleCount) / rate) }
            ?? requestSeconds(recording.durationSeconds)
    }

    /// As few requests as the limits allow, all of one length.
    private func requestSeconds(_ seconds: Double) -> [Double] {
        let most = pieceLimit.maximumSamples(sampleRate: 16_000).map { Double($0) / 16_000 } ?? .infinity
        let count = max(1, (seconds / most).rounded(.up))
        return [Double](repeating: seconds / count, count: Int(min(count, 1e6)))
    }
}

extension TranscriptionForecast {
    /// Counts an utterance that is to be sent, in requests of these lengths.
    fileprivate mutating func send(_ requests: [Double], _ accounts: SpendingLedger) {
        let seconds = requests.reduce(0, +)
        toSend.add(seconds)
        guard limit == nil else { return }
        let before = toSend.without(seconds)
        let ticket = SpendingLedger.Ticket()
        for length in requests {
            switch accounts.reserve(audioSeconds: length, ticket) {
            case .success(let reservation):
                accounts.answered(reservation, billedSeconds: nil)
                self.requests += 1
            case .failure(let reached):
                limit = reached.limit
                withinLimits = before
                return
            }
        }
    }
}

extension TranscriptionForecast.Part {
    fileprivate func without(_ seconds: Double) -> Self {
        var part = self
        part.utterances -= 1
        part.seconds -= seconds
        return part
    }
}
