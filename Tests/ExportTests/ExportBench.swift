import Corpus
import Foundation
import TestSupport

@testable import Export

/// A table of labels in a folder of its own, and what became of it.
struct ExportBench {
    let folder: TemporaryFolder

    init(_ text: String) throws {
        folder = try TemporaryFolder()
        try folder.write(text, to: "labels.csv")
    }

    /// Exports; every recording is so long, and none where it is nil.
    func export(
        _ format: ExportFormat, seconds: Double? = 4, _ change: (inout LabelsExport) -> Void = { _ in }
    ) throws -> (summary: LabelsExport.Summary?, issues: [String]) {
        var export = LabelsExport(
            labels: folder.path("labels.csv"), output: folder.path("out"), format: format,
            duration: RecordingDuration { _ in seconds })
        change(&export)
        var issues: [String] = []
        let summary = try export.run(onIssue: { issues.append($0.description.replacing(folder.path + "/", with: "")) })
        return (summary, issues)
    }

    /// The text of a file; what was written as one file without a name.
    func text(_ name: String = "") throws -> String {
        try String(contentsOfFile: folder.path(name.isEmpty ? "out" : "out/\(name)"), encoding: .utf8)
    }

    /// The files in the result, sorted.
    var files: [String] {
        let found = FileManager.default.enumerator(atPath: folder.path("out"))?.compactMap { $0 as? String } ?? []
        return found.filter { name in
            (try? FileManager.default.attributesOfItem(atPath: folder.path("out/\(name)"))[.type] as? FileAttributeType)
                == .typeRegular
        }.sorted()
    }

    /// A golden file.
    static func golden(_ name: String) throws -> [UInt8] {
        Array(
            try Data(
                contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                    .appendingPathComponent("Golden/\(name)")))
    }
}
