import Corpus
import Foundation
import SpeechToText

/// Examines one recogniser from its key to the clip.
struct DoctorExamination {
    private let choice: RecogniserChoice
    private let fast: Bool
    private let mayPay: Bool

    /// - Parameters:
    ///   - choice: the recogniser.
    ///   - fast: the quick preset of the built-in one.
    ///   - mayPay: whether to send the clip without asking.
    init(_ choice: RecogniserChoice, fast: Bool, mayPay: Bool) {
        self.choice = choice
        self.fast = fast
        self.mayPay = mayPay
    }

    /// Everything found, in the order in which it was looked at; what cannot work without the one before is left out.
    func findings() async throws -> [Finding] {
        let builtIn: BuiltInRecogniser?
        do {
            builtIn = choice.isBuiltIn ? try await BuiltInRecogniser.start(choice, fast: fast, threads: 1) : nil
        } catch {
            return [Finding("model", .problem, "\(error)")]
        }
        do {
            let findings = try await examine(builtIn)
            await builtIn?.stop()
            return findings
        } catch {
            await builtIn?.stop()
            throw error
        }
    }

    private func examine(_ builtIn: BuiltInRecogniser?) async throws -> [Finding] {
        let provider = try builtIn?.provider ?? choice.provider(environment: ProcessInfo.processInfo.environment)
        var options = CurlTransport.Options()
        options.caFile = choice.settings.caFile
        options.describesTLS = true
        let examination = RecogniserExamination(
            choice, provider: provider, transport: try CurlTransport(options: options))
        var findings = builtIn == nil ? await examination.key() + examination.connection() : []
        guard !findings.contains(where: { $0.verdict == .problem }) else {
            return findings + [Finding("clip", .skipped, "not sent: first the problem above")]
        }
        if let cost = examination.clipCost, !mayPay, !Self.agrees(to: cost, choice.name) {
            return findings + [
                Finding("clip", .skipped, "not sent, since it may cost (\(cost)): give --yes to send it")
            ]
        }
        findings += await examination.clip()
        return findings
    }

    /// Asks the person at the terminal; nobody there means no.
    private static func agrees(to cost: String, _ name: String) -> Bool {
        guard isatty(STDIN_FILENO) == 1, Console.errorIsTerminal else { return false }
        Console.status("Have \(name) hear one second of speech (\(cost))? [y/N] ")
        return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
    }
}

/// What `emoscribe doctor` found.
struct DoctorReport: Encodable {
    /// One recogniser's part.
    struct Recogniser: Encodable {
        var name: String
        /// Names and values in their order.
        var settings: [(name: String, value: String)]
        var findings: [Finding]

        private enum Key: CodingKey { case name, settings, findings }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(name, forKey: .name)
            try container.encode(
                Dictionary(settings.map { ($0.name, $0.value) }, uniquingKeysWith: { $0 + ", " + $1 }),
                forKey: .settings)
            try container.encode(findings, forKey: .findings)
        }
    }

    var cache: [Finding] = []
    var recognisers: [Recogniser] = []

    var isHealthy: Bool { !(cache + recognisers.flatMap(\.findings)).contains { $0.verdict == .problem } }

    /// A line for each finding, below the name of what was looked at.
    var text: String {
        var lines: [String] = []
        if !cache.isEmpty { lines += cache.map(Self.line) + [""] }
        for recogniser in recognisers {
            lines.append(EscapedText.oneLine(recogniser.name))
            lines += recogniser.settings.dropFirst().map { "  \($0.name) = \(EscapedText.oneLine($0.value))" }
            if !recogniser.findings.isEmpty { lines.append("") }
            lines += recogniser.findings.map(Self.line) + [""]
        }
        return lines.dropLast().joined(separator: "\n") + "\n"
    }

    private static func line(_ finding: Finding) -> String {
        let verdict = finding.verdict.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
        return "\(verdict) \(finding.subject): \(finding.text)"
    }
}
