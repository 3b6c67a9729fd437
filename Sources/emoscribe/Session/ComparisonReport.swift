import Corpus
import Experiments
import Foundation
import Report

/// The page and the figures of a comparison, made from what is stored in its folder.
///
/// `compare` and `report` both make them so: the folder says everything, and the same folder gives the same bytes.
struct ComparisonReport {
    /// The page to write; recordings are named from its folder.
    let page: String
    let plan: ComparisonPlan
    let settings: ComparisonSettings
    let data: ExperimentData
    let table: ComparisonTable
    /// Nil where the folder lacks it.
    let analysis: ComparisonAnalysis?
    let results: [RunResult]
    let recordings: RecordingPlaces

    /// Reads the folder.
    ///
    /// - Parameters:
    ///   - folder: of a finished comparison.
    ///   - page: the page to write.
    /// - Throws: `CommandFailure` where runs are missing, `ExperimentError`, `CorpusError`.
    init(folder: String, page: String) throws {
        let stored = try StoredComparison(folder: folder)
        self.page = page
        plan = stored.plan
        settings = stored.settings
        data = stored.data
        results = try stored.results()
        guard let table = try Self.read(ComparisonTable.self, folder + "/table.json") else {
            throw CommandFailure(
                "\(EscapedText.oneLine(folder)) has no table yet: \(results.count) of "
                    + "\(Spoken.count(plan.jobs.count, "run")) are done; go on with 'emoscribe compare' or, with the "
                    + "folders of its shards, 'emoscribe merge'")
        }
        self.table = table
        analysis = try Self.read(ComparisonAnalysis.self, folder + "/analysis.json")
        recordings = RecordingPlaces(folder: folder, page: page, data.utterances)
    }

    private static func read<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw ExperimentError.damaged(path: path, reason: "it is not what this version writes")
        }
    }

    /// Writes the page, and the figures into `figures/` beside it.
    ///
    /// - Returns: how many figures.
    /// - Throws: `ReportError`, `CommandFailure`.
    @discardableResult
    func write() throws -> Int {
        let sections = try sections()
        let document = ReportDocument(
            title: "Gold against recognised transcripts", subtitle: subtitle, sections: sections)
        let figures = FigureFiles(sections)
        let place = Manifest.folder(of: page) + "/figures"
        do {
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure("\(EscapedText.oneLine(place)) cannot be made: \(error.localizedDescription)")
        }
        try figures.write(to: place)
        try document.write(to: page)
        return figures.files.count
    }

    /// What the page could not show, a line each.
    var leftOut: [String] {
        var lines: [String] = []
        if analysis == nil {
            lines.append(
                "analysis.json is not there: no intervals, tests, flips, curves of robustness and calibration; "
                    + "'emoscribe compare' with the same settings writes it")
        }
        if recordings.missing > 0 {
            lines.append(
                "\(Spoken.count(recordings.missing, "recording")) of \(recordings.named) cannot be played: not where the "
                    + "corpus had them")
        }
        if recordings.named == 0 { lines.append("the folder names no recordings: nothing can be played") }
        return lines
    }

    private var subtitle: String {
        let notes = settings.notes
        return "\(notes["corpus"] ?? "A corpus"): \(Spoken.count(table.caption.utterances, "labelled utterance"))"
            + (notes["note"].map { ". \($0)" } ?? "")
    }

    private func sections() throws -> [any ReportSection] {
        var sections: [any ReportSection] = [resultsTable]
        sections += differences
        sections.append(confusions)
        for recogniser in plan.recognisers {
            sections += wordErrors(of: recogniser)
            sections += recallByErrors(of: recogniser)
            sections += flips(of: recogniser)
            sections += robustness(of: recogniser)
        }
        sections += attention
        sections += calibration
        sections.append(learningCurves)
        if !leftOut.isEmpty {
            sections.append(
                Prose(
                    title: "What is left out",
                    paragraphs: leftOut.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }))
        }
        sections.append(try facts())
        return sections
    }

    /// `TRE on`, or with the recogniser where there are several.
    func title(_ text: String, of recogniser: TranscriptVariant) -> String {
        plan.recognisers.count > 1 ? "\(text), \(recogniser)" : text
    }
}
