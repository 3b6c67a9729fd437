import Foundation
import TestSupport
import Testing
import TranscriptCache

@testable import SpeechToText

/// Brings about every fault, sees what a run makes of it and writes it down: `Documentation/Faults.md`.
struct FaultsPage {
    /// What a run of the client makes of a fault.
    struct Account {
        var summary: TranscriptionSummary
        var results: [Int: TranscriptionResult]
        var pausedSeconds: Double
        var requests: Int { summary.progress.requests }
        var transcripts: Int { results.values.filter { $0.text != nil }.count }
        var failed: Int { results.values.filter { $0.error != nil }.count }
        /// What ended the run, or the first failure, or what healed.
        var error: SpeechToTextError? {
            summary.stoppedBy ?? results.sorted { $0.key < $1.key }.lazy.compactMap(\.value.error).first
        }
        /// As the tool ends: 0 where all is done, 1 where something is missing.
        var exitStatus: Int { error == nil ? 0 : 1 }
    }

    private static let start = """
        # What goes wrong, and what you see

        Every line below was made by bringing the fault about: a server that misbehaves in just this way is asked by the
        client as `emoscribe transcribe --asr compatible` asks (`swift test --filter FaultsPageTests` does it again and fails
        where this page is not what it sees; with `EMOSCRIBE_RECORD=1` it writes the page anew).

        What holds for all of them:

        - Every answer that came is in the cache before it counts as done. Whatever happens later, the same command goes on
          from there and pays for nothing twice.
        - One utterance that fails does not stop the others: it has the message in its row (`status` failed), and the next
          run asks again. The run stops only where every further request would end the same way.
        - Exit status 0: everything has a transcript. 1: something has none; the messages say what.
        - The key goes to the configured address and nowhere else; neither it nor a proxy's password is in a message or in the
          cache (looked for in each of these runs). Text from outside is shown with its control characters written out.

        "From the start": every request of a run meets the fault; 30 utterances, one request at a time. "Once": only one
        request in the middle of a run of 3 does. Pauses are the client's own, or the server's where it names one. PORT
        stands for a port's number.
        """

    static func render() async throws -> String {
        let faults = FaultGroup.all.flatMap(\.faults)
        var rows = try await inParallel(faults, width: 8, row)[...]
        var page = start
        for group in FaultGroup.all {
            page += "\n\n## \(group.title)\n\n"
            page += "| what happens | what you see | cause | from the start | once |\n| --- | --- | --- | --- | --- |\n"
            page += rows.prefix(group.faults.count).joined(separator: "\n")
            rows = rows.dropFirst(group.faults.count)
        }
        return page + "\n"
    }

    private static func inParallel<Element: Sendable, Result: Sendable>(
        _ elements: [Element], width: Int, _ body: @escaping @Sendable (Element) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var results = [Result?](repeating: nil, count: elements.count)
            for (index, element) in elements.enumerated() {
                if index >= width, let (place, result) = try await group.next() { results[place] = result }
                group.addTask { (index, try await body(element)) }
            }
            for try await (place, result) in group { results[place] = result }
            return results.compactMap(\.self)
        }
    }

    @Sendable private static func row(_ fault: Fault) async throws -> String {
        let always = try await account(of: fault, .always, utterances: 30)
        let once = fault.canHeal ? try await account(of: fault, .onceInTheMiddle, utterances: 3) : nil
        let error = always.error ?? once?.error
        let text = always.results[0]?.text ?? ""
        let cells = [
            fault.title, error.map { cell($0.description) } ?? "the transcript: \(cell(text))", error?.cause ?? "–",
            fromTheStart(always), once.map { inTheMiddle($0, isFault: error != nil) } ?? "–",
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private static func fromTheStart(_ run: Account) -> String {
        guard run.error != nil else {
            let retries = run.summary.progress.retries
            // Where a request and the end of its connection meet, it is asked again without a pause: chance decides.
            return (run.pausedSeconds == 0 ? "" : "asked again \(retries) times over \(seconds(run.pausedSeconds)); ")
                + "all \(run.transcripts) transcripts; exit \(run.exitStatus)"
        }
        let tries = run.requests / max(run.results.count, 1)
        let asked = tries == 1 ? "asked once" : "asked \(tries) times"
        let each = run.results.count > 1 ? " each" : ""
        let pauses = run.pausedSeconds > 0 ? ", \(seconds(run.pausedSeconds)) of pauses" : ""
        let end =
            run.summary.stoppedBy == nil
            ? "all \(run.failed) fail"
            : "the run stops" + (run.results.count > 1 ? " at utterance \(run.results.count)" : "")
        return "\(asked)\(each)\(pauses); \(end); exit \(run.exitStatus)"
    }

    private static func inTheMiddle(_ run: Account, isFault: Bool) -> String {
        let retries = run.summary.progress.retries
        if run.error == nil, !isFault { return "all 3 kept; exit 0" }
        let pause = run.pausedSeconds == 0 ? "at once" : "after \(seconds(run.pausedSeconds))"
        let again = retries == 0 ? "not asked again" : "asked again \(pause)"
        let end =
            run.summary.stoppedBy != nil
            ? "the run stops, \(run.transcripts) of 3 kept"
            : run.failed > 0 ? "that one fails, 2 of 3 kept" : "all 3 kept"
        return "\(again); \(end); exit \(run.exitStatus)"
    }

    /// Runs some utterances against a fault.
    static func account(of fault: Fault, _ timing: Fault.Timing, utterances: Int) async throws -> Account {
        let scene = try fault.scene(timing)
        let folder = try TemporaryFolder()
        let store = try TranscriptStore(directory: folder.path)
        let clock = ManualClock()
        let transport = try CurlTransport.with {
            $0.proxies = ProxySettings(environment: scene.environment)
            $0.caFile = scene.caFile
            $0.connectTimeoutSeconds = 1
            if fault.impatience == .rest { $0.stallSeconds = 0.2 }
            $0.maximumResponseBytes = 100_000
        }
        var settings = OpenAICompatibleProvider.Settings.compatible(
            baseURL: scene.url, key: Secret(Workbench.key), model: "whisper-1")
        settings.time = TimeAllowance(base: fault.impatience == .answer ? 1 : 60, perAudioSecond: 0)
        var options = Transcriber.Options()
        options.clock = clock.runClock
        options.concurrency = 1
        options.lookahead = 0
        let transcriber = Transcriber(
            provider: try OpenAICompatibleProvider(settings), store: store, transport: transport, options: options)
        let run = await Workbench.run(transcriber, Workbench.items(utterances))
        expectNoSecrets(in: run, of: store, fault)
        #expect(scene.bystander.map(\.connections) ?? 0 == 0, "\(fault.title): another host was asked")
        return Account(summary: run.summary, results: run.results, pausedSeconds: clock.sleeps.reduce(0, +))
    }

    /// Neither the key nor a proxy's password may be in anything that a user could see, or in the cache.
    private static func expectNoSecrets(
        in run: (summary: TranscriptionSummary, results: [Int: TranscriptionResult]), of store: TranscriptStore,
        _ fault: Fault
    ) {
        var traces = Data("\(run.summary) \(run.results) \(run.summary.stoppedBy.map(\.description) ?? "")".utf8)
        for result in run.results.values { traces += Data((result.error?.description ?? "").utf8) }
        for suffix in ["", "-wal"] {
            traces += (try? Data(contentsOf: URL(fileURLWithPath: store.path + suffix))) ?? Data()
        }
        for secret in [Workbench.key, FaultGroup.proxyPassword] {
            #expect(traces.range(of: Data(secret.utf8)) == nil, "\(fault.title): a secret shows itself")
        }
    }

    private static func seconds(_ value: Double) -> String { String(format: value < 10 ? "%.1f s" : "%.0f s", value) }

    /// A message as it stands in a cell: ports of the day are taken out.
    private static func cell(_ message: String) -> String {
        message.replacing(/(127\.0\.0\.1|localhost)(:| port )\d+/) { "\($0.1)\($0.2)PORT" }
            .replacing("|", with: "\\|").replacing("<", with: "&lt;").replacing("\\x", with: "\\\\x")
    }
}
