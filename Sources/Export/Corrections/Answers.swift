import Corpus
import Foundation

/// What somebody said of an utterance.
struct Answer {
    var id: String
    /// nil where the label was taken away, or where the cell for corrections is empty.
    var label: String?
    /// Whether an empty answer lets the label stand that is there.
    var emptyConfirms = false
    /// The line of the file, or the number of the task, from 1.
    var row: Int
}

/// The answers in a file: a corrected table, or what Label Studio exports.
struct Answers {
    private(set) var all: [Answer] = []
    /// What could not be read, and where.
    private(set) var issues: [ManifestIssue] = []
    /// Tasks of Label Studio that nobody answered.
    private(set) var unanswered = 0
    /// Whether rows are tasks.
    private(set) var areTasks = false

    private let path: String
    /// The column of a person's labels beside the machine's.
    private static let corrected = "corrected"

    /// - Throws: `CorpusError` and `ExportError.notCorrections` where the file as a whole cannot be used.
    init(path: String) throws {
        self.path = path
        // A list is Label Studio's JSON; tables of objects have one a line.
        let data = path == "-" ? nil : FileManager.default.contents(atPath: path)
        if let data, data.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "[") {
            areTasks = true
            try readTasks(data)
        } else {
            try readTable()
        }
    }

    private mutating func readTable() throws(CorpusError) {
        var reader = try ManifestReader(path: path)
        while let row = try reader.next() {
            switch row {
            case .issue(let issue): issues.append(issue)
            case .utterance(let utterance):
                func cell(_ name: String) -> String? {
                    guard let place = reader.extraColumns.firstIndex(of: name) else { return nil }
                    return place < utterance.extra.count ? utterance.extra[place] : ""
                }
                // In Label Studio's tables the id is the task's.
                let id = cell(LabelStudioExport.Name.id) ?? utterance.id
                let correction = cell(Self.corrected)
                let label = correction ?? utterance.emotion ?? ""
                if label.utf8.first == UInt8(ascii: "{") {
                    fail(utterance.row, id, "has more than one label: choose one")
                } else {
                    all.append(
                        Answer(
                            id: id, label: Self.label(label), emptyConfirms: correction != nil, row: utterance.row))
                }
            }
        }
        let names = reader.columns
        guard names.contains(Self.corrected) || names.contains(ManifestColumn.emotion.rawValue) else {
            throw .missingColumn(path: path, column: ManifestColumn.emotion.rawValue, found: names)
        }
    }

    private mutating func readTasks(_ data: Data) throws(ExportError) {
        guard let tasks = try? JSONSerialization.jsonObject(with: data) as? [Any] else {
            throw .notCorrections(path: path, reason: "this begins like a JSON list and is none. Export it again.")
        }
        for (index, task) in tasks.enumerated() {
            guard let task = task as? [String: Any] else {
                fail(index + 1, nil, "is no object")
                continue
            }
            // JSON-MIN has the fields of the data beside the answer.
            let fields = task["data"] as? [String: Any] ?? task
            guard let id = fields[LabelStudioExport.Name.id] as? String else {
                fail(
                    index + 1, nil,
                    "has no \(LabelStudioExport.Name.id): only tasks of 'emoscribe export --format label-studio' come back"
                )
                continue
            }
            if let annotations = task["annotations"] as? [Any] {
                readAnnotations(annotations, id, index + 1)
            } else if let answer = task[LabelStudioExport.Name.choice] {
                take(choices(answer), id, index + 1)
            } else {
                unanswered += 1
            }
        }
    }

    private mutating func readAnnotations(_ annotations: [Any], _ id: String, _ task: Int) {
        let given = annotations.compactMap { $0 as? [String: Any] }.filter { $0["was_cancelled"] as? Bool != true }
        if given.isEmpty { unanswered += 1 }
        for annotation in given {
            let results = (annotation["result"] as? [Any] ?? []).compactMap { $0 as? [String: Any] }
            let answer = results.first { $0["from_name"] as? String == LabelStudioExport.Name.choice }
            take(choices((answer?["value"] as? [String: Any])?["choices"] ?? []), id, task)
        }
    }

    private mutating func take(_ choices: [String]?, _ id: String, _ task: Int) {
        guard let choices, choices.count <= 1 else {
            return fail(
                task, id, choices == nil ? "has an answer that is no label" : "has more than one label: choose one")
        }
        all.append(Answer(id: id, label: choices.first.flatMap(Self.label), row: task))
    }

    private func choices(_ value: Any) -> [String]? {
        if let text = value as? String { return [text] }
        if let object = value as? [String: Any] { return object["choices"] as? [String] }
        return value as? [String]
    }

    private static func label(_ text: String) -> String? { text.allSatisfy(\.isWhitespace) ? nil : text }

    private mutating func fail(_ row: Int, _ id: String?, _ reason: String) {
        issues.append(issue(.error, row, id, reason))
    }

    /// Something about a row or a task of this file.
    func issue(_ severity: ManifestIssue.Severity, _ row: Int, _ id: String?, _ message: String) -> ManifestIssue {
        areTasks
            ? ManifestIssue(severity, path: path, id: id, message: "task \(row) " + message)
            : ManifestIssue(severity, path: path, row: row, id: id, message: message)
    }
}
