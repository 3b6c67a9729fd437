public import Corpus

/// Takes people's corrections of a table of labels back as gold labels.
///
/// ```swift
/// let corpus = try CorrectionsImport(table: "labels.csv").read("corrected.csv")
/// ```
///
/// The file of corrections is a table with the columns `id` and `corrected` (an empty cell lets the label stand) or
/// `emotion`, or what Label Studio exports of the tasks of `LabelStudioExport`: JSON, JSON-MIN or CSV. Where several people
/// answered, most of them decide. The result has every row of the table; `emotion` holds what somebody confirmed or
/// corrected and is empty elsewhere.
public struct CorrectionsImport: Sendable {
    private let table: String
    private let labels: LabelSet?

    /// - Parameters:
    ///   - table: the table that was handed over.
    ///   - labels: the labels that may come back; nil takes the table's own.
    public init(table: String, labels: LabelSet? = nil) {
        self.table = table
        self.labels = labels
    }

    /// Reads a file of corrections.
    ///
    /// - Throws: `CorpusError` and `ExportError` where one of the files as a whole cannot be used.
    public func read(_ path: String) throws -> ImportedCorpus {
        let machine = try Manifest.read(path: table)
        let answers = try Answers(path: path)
        var issues = machine.issues + answers.issues
        let labels = try self.labels ?? Self.labels(of: machine)
        let votes = collect(answers, machine, labels, &issues)
        var tally = Tally()
        var gold = GoldManifest(machine)
        for utterance in machine.utterances {
            let decided = decide(votes[ByteKey(utterance.id)] ?? [], utterance, answers, &issues)
            tally.add(decided, machine: utterance.emotion, labels)
            gold.add(utterance, decided, source: tally.lastSource)
        }
        return ImportedCorpus(
            manifest: gold.manifest, issues: issues, remarks: [tally.text(unanswered: answers.unanswered)])
    }

    /// The labels that have a column of probabilities, or else those that occur.
    private static func labels(of machine: Manifest) throws(CorpusError) -> LabelSet {
        let own = machine.extraColumns.filter { $0.hasPrefix("p_") && $0.utf8.count > 2 }.map {
            String($0.dropFirst(2))
        }
        return try own.isEmpty ? .discovered(from: machine.utterances) : LabelSet(labels: own)
    }

    private enum Vote {
        case label(String, row: Int)
        case cleared
        case confirmed
    }

    /// Answers by id; ids and labels that are not the table's are told.
    private func collect(
        _ answers: Answers, _ machine: Manifest, _ labels: LabelSet, _ issues: inout [ManifestIssue]
    ) -> [ByteKey: [Vote]] {
        let known = Set(machine.utterances.map { ByteKey($0.id) })
        var votes: [ByteKey: [Vote]] = [:]
        for answer in answers.all {
            var key = ByteKey(answer.id)
            // What --spreadsheet-safe put before it.
            if !known.contains(key), answer.id.hasPrefix("'") { key = ByteKey(String(answer.id.dropFirst())) }
            guard known.contains(key) else {
                issues.append(answers.issue(.error, answer.row, answer.id, "is not in \(table): left out"))
                continue
            }
            if let label = answer.label {
                if let index = labels.index(of: label) {
                    votes[key, default: []].append(.label(labels.labels[index], row: answer.row))
                } else {
                    let valid = labels.labels.joined(separator: ", ")
                    issues.append(
                        answers.issue(
                            .error, answer.row, answer.id,
                            "has the label \"\(label)\", which is none of \(valid): left without a label. --labels takes "
                                + "others"))
                }
            } else {
                votes[key, default: []].append(answer.emptyConfirms ? .confirmed : .cleared)
            }
        }
        return votes
    }

    /// What most of the votes say.
    private func decide(
        _ votes: [Vote], _ utterance: Utterance, _ answers: Answers, _ issues: inout [ManifestIssue]
    ) -> Decision {
        guard !votes.isEmpty else { return .notReviewed }
        var counts: [ByteKey: Int] = [:]
        var row = 0
        for vote in votes {
            switch vote {
            case .label(let label, let place):
                counts[ByteKey(label), default: 0] += 1
                row = place
            case .confirmed: if let own = utterance.emotion { counts[ByteKey(own), default: 0] += 1 }
            case .cleared: break
            }
        }
        guard let most = counts.values.max() else { return .cleared }
        let winners = counts.filter { $0.value == most }.keys.sorted().map(\.string)
        guard winners.count == 1, let label = winners.first else {
            issues.append(
                answers.issue(
                    .error, row, utterance.id,
                    "has as many answers for \(winners.joined(separator: " as for ")): left without a label"))
            return .disputed
        }
        return .label(label)
    }
}

/// What came out for an utterance.
enum Decision {
    case label(String)
    case cleared, disputed, notReviewed
}

/// Counts of what came out.
private struct Tally {
    private var counts: [String: Int] = [:]
    /// What the last decision was: corrected, confirmed, or empty without a label.
    private(set) var lastSource = ""

    mutating func add(_ decision: Decision, machine: String?, _ labels: LabelSet) {
        lastSource = ""
        switch decision {
        case .label(let label):
            let same = machine.map { ByteKey($0) == ByteKey(label) || labels.index(of: $0) == labels.index(of: label) }
            lastSource = same == true ? "confirmed" : "corrected"
            counts[lastSource, default: 0] += 1
        case .cleared: counts["taken away", default: 0] += 1
        case .disputed: counts["disputed", default: 0] += 1
        case .notReviewed: counts["not reviewed", default: 0] += 1
        }
    }

    func text(unanswered: Int) -> String {
        var parts = ["corrected", "confirmed"].map { "\(counts[$0] ?? 0) \($0)" }
        for name in ["taken away", "disputed", "not reviewed"] {
            if let count = counts[name] { parts.append("\(count) \(name)") }
        }
        if unanswered > 0 { parts.append("\(unanswered) \(unanswered == 1 ? "task" : "tasks") without an answer") }
        return "labels: " + parts.joined(separator: ", ")
    }
}
