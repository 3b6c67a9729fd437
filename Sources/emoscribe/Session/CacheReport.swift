import Corpus
import Foundation
import TranscriptCache

/// What a cache holds, as people and as machines read it.
struct CacheReport {
    let path: String
    let statistics: CacheStatistics

    init(path: String, _ statistics: CacheStatistics) {
        self.path = path
        self.statistics = statistics
    }

    /// A table of services and a line for each other kind.
    var text: String {
        let seconds = statistics.services.reduce(0) { $0 + $1.audioSeconds }
        var lines = [
            "\(EscapedText.oneLine(path)): \(Spoken.count(statistics.transcripts, "answer")), "
                + "\(Spoken.duration(seconds)) of audio, \(Spoken.bytes(statistics.diskBytes)) on disk"
        ]
        if !statistics.services.isEmpty {
            let table = TextTable(
                header: [
                    "provider", "model", "language", "answers", "empty", "audio", "billed", "first", "last", "address",
                ],
                rows: statistics.services.map(Self.row))
            lines.append(table.text)
        }
        func list(_ title: String, _ counts: [String: Int]) {
            guard !counts.isEmpty else { return }
            let sorted = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
            lines.append(
                title + " " + sorted.map { "\(EscapedText.oneLine($0.key)) \($0.value)" }.joined(separator: ", "))
        }
        list("questions without an answer, by the cause of the last failure:", statistics.failuresByCause)
        list("results of later steps:", statistics.annotations)
        lines.append(
            "recordings seen: \(Spoken.count(statistics.audioSpans, "span")), \(statistics.cuts) cut into pieces; "
                + "being asked now: \(statistics.claims)")
        return lines.joined(separator: "\n")
    }

    private static func row(_ service: CacheStatistics.Service) -> [String] {
        [
            EscapedText.oneLine(service.provider), shown(service.model), shown(service.language),
            String(service.transcripts), String(service.emptyTranscripts), Spoken.duration(service.audioSeconds),
            service.billedSeconds.map(Spoken.duration) ?? "-", day(service.oldest), day(service.newest),
            shown(service.endpoint),
        ]
    }

    private static func shown(_ text: String) -> String { text.isEmpty ? "-" : EscapedText.oneLine(text) }

    private static func day(_ date: Date?) -> String {
        date.map { String($0.ISO8601Format().prefix(10)) } ?? "-"
    }

    struct JSON: Encodable {
        struct Service: Encodable {
            var provider: String
            var endpoint: String
            var model: String
            var language: String
            var transcripts: Int
            var emptyTranscripts: Int
            var audioSeconds: Double
            var billedSeconds: Double?
            var oldest: String?
            var newest: String?
        }

        var path: String
        var schema: [String]
        var transcripts: Int
        var services: [Service]
        var failures: Int
        var failuresByCause: [String: Int]
        var annotations: [String: Int]
        var audioSpans: Int
        var cuts: Int
        var claims: Int
        var databaseBytes: Int64
        var diskBytes: Int64
    }

    var json: JSON {
        JSON(
            path: path, schema: statistics.schema, transcripts: statistics.transcripts,
            services: statistics.services.map {
                JSON.Service(
                    provider: $0.provider, endpoint: $0.endpoint, model: $0.model, language: $0.language,
                    transcripts: $0.transcripts, emptyTranscripts: $0.emptyTranscripts,
                    audioSeconds: $0.audioSeconds, billedSeconds: $0.billedSeconds,
                    oldest: $0.oldest?.ISO8601Format(), newest: $0.newest?.ISO8601Format())
            },
            failures: statistics.failures, failuresByCause: statistics.failuresByCause,
            annotations: statistics.annotations, audioSpans: statistics.audioSpans, cuts: statistics.cuts,
            claims: statistics.claims, databaseBytes: statistics.databaseBytes, diskBytes: statistics.diskBytes)
    }
}

extension Spoken {
    /// `512 B`, `1.5 MB`; a kilobyte is 1000 bytes, as disks are sold.
    static func bytes(_ count: Int64) -> String {
        var value = Double(count)
        for unit in ["B", "kB", "MB", "GB"] {
            if value < 1000 { return unit == "B" ? "\(count) B" : "\(decimal(value, 1)) \(unit)" }
            value /= 1000
        }
        return "\(decimal(value, 1)) TB"
    }
}

/// Progress of a command on a cache, which ends where the user asks to stop.
struct CacheProgress {
    private let meter: ProgressMeter

    init(_ title: String, noun: String = "answers", total: Int, _ output: OutputOptions) {
        meter = ProgressMeter(title: title, noun: noun, total: total, quiet: output.quiet)
    }

    /// Throws `CancellationError` once the user has asked to stop.
    func step(_ done: Int) throws {
        if Interrupts.shared.isInterrupted {
            meter.finish()
            throw CancellationError()
        }
        meter.update(.init(done: done))
    }

    func finish() { meter.finish() }
}
