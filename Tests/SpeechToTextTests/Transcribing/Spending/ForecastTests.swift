import Foundation
import TestSupport
import Testing
import TranscriptCache

@testable import SpeechToText

@Suite struct ForecastTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private func items(_ count: Int) -> [TranscriptionItem] {
        Workbench.items(count).map { item in
            var item = item
            item.fingerprint = AudioFingerprint(path: "/\(item.index).wav", size: 1, mtimeNanoseconds: 1)
            return item
        }
    }

    private func forecast(
        _ server: ScriptedServer, _ items: [TranscriptionItem], limits: ProviderLimits = ProviderLimits(),
        seconds: Double? = 2.2, _ change: (inout Transcriber.Options) -> Void = { _ in }
    ) async throws -> TranscriptionForecast {
        let provider = try bench.provider(server) { $0.limits = limits }
        return try await bench.transcriber(provider, change).forecast(count: items.count, item: { items[$0] }) { item in
            if item.id == "u9" { throw SpeechToTextError.audio(reason: "broken") }
            return seconds
        }
    }

    @Test("what is answered, what is to be sent and what cannot be read, without a request")
    func parts() async throws {
        let server = try ScriptedServer(always: .transcript("x"))
        _ = await Workbench.run(bench.transcriber(try bench.provider(server)), items(4))
        let forecast = try await forecast(server, items(10)) {
            $0.billing = BillingRule(incrementSeconds: 1)
            $0.price = ServicePrice(perMinute: 6)
        }
        #expect(forecast.all.utterances == 10 && forecast.cached.utterances == 4)
        #expect(forecast.toSend.utterances == 5 && forecast.fromHeaders == 5 && forecast.requests == 5)
        #expect(forecast.unreadable == [.init(id: "u9", reason: "broken")])
        #expect(forecast.billedSeconds == 15 && forecast.cost == 1.5)
        #expect(server.requests.count == 4)
    }

    @Test("the same sound is counted once; what was cut counts for its missing pieces only")
    func pieces() async throws {
        let server = try ScriptedServer { request, _ in
            let seconds = LongRecording.seconds(of: request)
            return seconds.lowerBound == 4 ? .json("{}", status: 400) : LongRecording.answer(seconds)
        }
        let limits = ProviderLimits(audioSeconds: 4)
        let provider = try bench.provider(server) { $0.limits = limits }
        var two = items(2)
        _ = await Workbench.run(bench.transcriber(provider) { $0.cutter = LongRecording.cutter }, two) { _ in
            LongRecording.audio(seconds: 10)
        }
        let forecast = try await forecast(server, two, limits: limits) { $0.cutter = LongRecording.cutter }
        #expect(forecast.toSend.utterances == 1 && forecast.toSend.seconds == 4 && forecast.requests == 1)
        #expect(forecast.duplicates.utterances == 1)
        two = [TranscriptionItem(index: 0, id: "new")]
        let new = try await self.forecast(server, two, limits: limits, seconds: 10)
        #expect(new.requests == 3 && abs(new.billedSeconds - 10) < 1e-6)
    }

    @Test("limits are named with what they allow, in the order of the corpus")
    func limits() async throws {
        let server = try ScriptedServer(always: .transcript("x"))
        let forecast = try await forecast(server, items(8)) { $0.limits.audioSeconds = 7 }
        #expect(forecast.withinLimits?.utterances == 3 && forecast.limit == .audioSeconds(7))
        #expect(forecast.requests == 3 && forecast.toSend.utterances == 8)
    }

    @Test("an unknown length is told and not made up")
    func unknownLength() async throws {
        let server = try ScriptedServer(always: .transcript("x"))
        let forecast = try await forecast(server, items(3), seconds: nil)
        #expect(forecast.unknownLength == 3 && forecast.toSend.seconds == 0 && forecast.requests == 3)
    }

    @Test("the pace is that of answers close together, and assumed where there are few")
    func pace() {
        let steady = (0..<21).map { (at: 1000 - Double($0), audioSeconds: 5.0) }
        #expect(
            TranscriptionPace(answers: steady, concurrency: 4) == .measured(audioSecondsPerSecond: 5, answers: 21))
        let twoRuns = steady + [(at: 10, audioSeconds: 5.0)]
        #expect(
            TranscriptionPace(answers: twoRuns, concurrency: 4) == .measured(audioSecondsPerSecond: 5, answers: 21))
        guard case .assumed = TranscriptionPace(answers: Array(steady.prefix(5)), concurrency: 4) else {
            Issue.record("five answers are no pace")
            return
        }
    }
}
