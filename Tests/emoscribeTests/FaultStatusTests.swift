import AudioIO
import Foundation
import TestSupport
import Testing

/// The faults of `Documentation/Faults.md`, brought about before the built tool.
///
/// The quick run takes the first fault of each cause that is over soon; `EMOSCRIBE_ALL_FAULTS=1` takes all of them,
/// with the tool's own pauses and patience: that is half an hour.
@Suite("Faults, as the tool's users meet them", .enabled(if: Tool.isBuilt))
struct FaultStatusTests {
    private static let key = "sk-very-secret-key-0123456789"
    private static let takesAll = ProcessInfo.processInfo.environment["EMOSCRIBE_ALL_FAULTS"] == "1"

    /// What the page says of a fault.
    private struct Line {
        var message: String
        var cause: String
        /// The two last columns: every request meets it, one does.
        var always: String
        var once: String

        /// The status that a column ends with.
        static func status(_ column: String) -> Int32? {
            column.split(separator: " ").last.flatMap { Int32($0) }
        }

        /// Seconds of pauses that a column tells of.
        static func pauses(_ column: String) -> Double {
            column.firstMatch(of: /([\d.]+) s( of pauses|;)/).flatMap { Double($0.1) } ?? 0
        }
    }

    private let folder: TemporaryFolder
    private let lines: [String: Line]

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Self.key, to: "key")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path("key"))
        var table = "id,audio\n"
        for number in 0..<30 {
            try folder.write(Data(PCM16.wav([Int16](repeating: Int16(number + 1), count: 3200))), to: "\(number).wav")
            table += "u\(number),\(number).wav\n"
            if number == 2 { try folder.write(table, to: "three.csv") }
        }
        try folder.write(table, to: "thirty.csv")
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Documentation/Faults.md")
        var lines: [String: Line] = [:]
        for row in try String(contentsOf: page, encoding: .utf8).split(separator: "\n") where row.hasPrefix("| ") {
            let cells = row.dropFirst(2).dropLast(2).replacing("\\|", with: "\u{1}").split(
                separator: " | ", omittingEmptySubsequences: false)
            guard cells.count == 5 else { continue }
            let texts = cells.map { String($0).replacing("\u{1}", with: "|").replacing("&lt;", with: "<") }
            lines[texts[0]] = Line(
                message: texts[1].replacing("\\\\x", with: "\\x"), cause: texts[2], always: texts[3], once: texts[4])
        }
        self.lines = lines
    }

    @Test("the tool's status and message are those of the page, and it shows no key")
    func asOnThePage() async throws {
        var seen: Set<String> = []
        var runs: [(fault: Fault, timing: Fault.Timing, line: Line)] = []
        for fault in FaultGroup.all.flatMap(\.faults) where TestAuthority.isAvailable || !fault.needsAuthority {
            let line = try #require(lines[fault.title], "\(fault.title) is not on the page")
            // The page's runs take 100,000 bytes, the tool 64 MiB: what is not endless is an answer to it.
            guard !line.message.contains("larger than") || fault.title.contains("without end") else { continue }
            for (timing, column) in [(Fault.Timing.always, line.always), (.onceInTheMiddle, line.once)]
            where Line.status(column) != nil {
                let isQuick = Line.pauses(column) < 1 && fault.impatience == .none
                let isNew = seen.insert("\(line.cause) \(timing)").inserted
                if Self.takesAll || (isQuick && isNew) { runs.append((fault, timing, line)) }
            }
        }
        #expect(runs.count > 15)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, run) in runs.enumerated() {
                if place >= (Self.takesAll ? 12 : 4) { try await group.next() }
                group.addTask { try await check(run.fault, run.timing, run.line, place) }
            }
            try await group.waitForAll()
        }
    }

    private func check(_ fault: Fault, _ timing: Fault.Timing, _ line: Line, _ place: Int) async throws {
        let scene = try fault.scene(timing)
        let column = timing == .always ? line.always : line.once
        var arguments = [
            "transcribe", folder.path(timing == .always ? "thirty.csv" : "three.csv"), "--asr", "compatible",
            "--asr-url", scene.url, "--asr-model", "whisper-1", "--asr-key-file", folder.path("key"),
            "--concurrency", "1", "--cache", folder.path("cache\(place)"), "-o", folder.path("\(place).csv"),
        ]
        if let file = scene.caFile { arguments += ["--ca-file", file] }
        if fault.impatience == .answer { arguments += ["--asr-timeout", "1"] }
        var environment = ["http_proxy": "", "https_proxy": "", "all_proxy": "", "no_proxy": ""]
        environment.merge(scene.environment) { $1 }
        let outcome = try await Tool.run(arguments, environment: environment)
        let comment: Comment = "\(fault.title), \(timing): \(column)\n\(outcome.errors)"
        #expect(outcome.status == Line.status(column), comment)
        let table = (try? String(contentsOfFile: folder.path("\(place).csv"), encoding: .utf8)) ?? ""
        for text in [outcome.output, outcome.errors, table] { #expect(!text.contains(Self.key), comment) }
        guard outcome.status != 0, !isMeasured(line.message) else { return }
        // A key from a file is read anew once when it is refused; the page's key cannot change.
        let shown = outcome.errors.replacing(" – obtained anew, it is the same again", with: "")
            .replacing(/(127\.0\.0\.1|localhost)(:| port )\d+/) { "\($0.1)\($0.2)PORT" }
        #expect(shown.contains(line.message), comment)
    }

    /// Whether a message tells a time or size that the page's runs set for themselves.
    private func isMeasured(_ message: String) -> Bool {
        ["larger than", "nothing for", "no answer within", "no connection within"].contains { message.contains($0) }
    }
}
