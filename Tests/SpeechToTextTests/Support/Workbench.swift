import Foundation
import Synchronization
import TestSupport
import TranscriptCache

@testable import SpeechToText

/// A store, a server and what a run against them gives: the surroundings of the `Transcriber` tests.
struct Workbench {
    let folder: TemporaryFolder
    let store: TranscriptStore
    let transport: CurlTransport

    static let key = "sk-very-secret-key-0123456789"

    init() throws {
        folder = try TemporaryFolder()
        store = try TranscriptStore(directory: folder.path)
        transport = try CurlTransport()
    }

    func provider(
        _ server: ScriptedServer, _ change: (inout OpenAICompatibleProvider.Settings) -> Void = { _ in }
    ) throws -> OpenAICompatibleProvider {
        var settings = OpenAICompatibleProvider.Settings(
            baseURL: server.url, key: Secret(Self.key), model: "whisper-1", language: "en")
        change(&settings)
        return try OpenAICompatibleProvider(settings)
    }

    func transcriber(
        _ provider: any SpeechProvider, clock: RunClock = .system, concurrency: Int? = nil, lookahead: Int = 2,
        _ change: (inout Transcriber.Options) -> Void = { _ in }
    ) -> Transcriber {
        var options = Transcriber.Options()
        options.clock = clock
        options.concurrency = concurrency
        options.lookahead = lookahead
        change(&options)
        return Transcriber(provider: provider, store: store, transport: transport, options: options)
    }

    /// Utterances, each with samples of its own.
    static func items(_ count: Int) -> [TranscriptionItem] {
        (0..<count).map { TranscriptionItem(index: $0, id: "u\($0)") }
    }

    /// A tenth of a second that depends on the item.
    static func audio(_ item: TranscriptionItem) -> SpeechAudio {
        SpeechAudio(samples: (0..<1600).map { Int16(truncatingIfNeeded: $0 &* (item.index + 1)) })
    }

    /// Runs all items and returns the summary and the results by index.
    static func run(
        _ transcriber: Transcriber, _ items: [TranscriptionItem], load: @escaping Transcriber.Loader = audio
    ) async -> (summary: TranscriptionSummary, results: [Int: TranscriptionResult]) {
        let results = Results()
        let summary = await transcriber.transcribe(items, load: load) { results.add($0) }
        return (summary, results.byIndex)
    }

    /// All bytes of the cache's files.
    func cacheBytes() throws -> Data {
        var bytes = Data()
        for suffix in ["", "-wal"] {
            bytes += (try? Data(contentsOf: URL(fileURLWithPath: store.path + suffix))) ?? Data()
        }
        return bytes
    }
}

/// Collects results from several workers.
final class Results: Sendable {
    private let all = Mutex<[Int: TranscriptionResult]>([:])

    func add(_ result: TranscriptionResult) { all.withLock { $0[result.item.index] = result } }
    var byIndex: [Int: TranscriptionResult] { all.withLock { $0 } }
}

extension TranscriptionResult {
    var text: String? { try? outcome.get().parsed.text }

    var error: SpeechToTextError? {
        if case .failure(let error) = outcome { error } else { nil }
    }
}

/// Time that passes only when somebody sleeps; it notes for how long.
final class ManualClock: Sendable {
    private let state = Mutex((now: 1000.0, sleeps: [Double]()))

    var sleeps: [Double] { state.withLock { $0.sleeps } }

    var runClock: RunClock {
        RunClock(
            date: { [self] in Date(timeIntervalSince1970: 784_111_777 - 1000 + state.withLock { $0.now }) },
            seconds: { [self] in state.withLock { $0.now } },
            sleep: { [self] seconds in
                try Task.checkCancellation()
                state.withLock { state in
                    state.now += seconds
                    state.sleeps.append(seconds)
                }
            })
    }
}
