import Corpus
import Experiments
import Models
import Report
import Training

/// An explanation for people, line by line.
struct ExplanationText {
    private let found: Explanation

    init(_ found: Explanation) { self.found = found }

    /// Fit for a terminal: texts out of files have no control characters left.
    var lines: [String] {
        var lines = [shown(found.id), ""]
        lines += facts(source)
        lines += section("Transcripts", found.transcripts.flatMap(transcript))
        if let comparison = found.comparison {
            lines += section("Labels in \(shown(comparison.folder))", rows(comparison))
        }
        if let annotation = found.annotation {
            lines += section("Row in \(shown(annotation.file))", facts(row(annotation)))
        }
        lines += section("Labels of model files, now", found.predictions.flatMap(prediction))
        lines += section("Where it comes from", facts(provenance))
        return lines
    }

    private func shown(_ text: String) -> String { ModelText.short(text, limit: 2000) }

    private func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["", title] + lines.map { $0.isEmpty ? "" : "  " + $0 }
    }

    private func facts(_ facts: [(String, String?)]) -> [String] {
        let known = facts.compactMap { name, value in value.map { (name, $0) } }
        let width = known.map(\.0.count).max() ?? 0
        return known.map { $0 + String(repeating: " ", count: width - $0.count) + "  " + $1 }
    }

    private var source: [(String, String?)] {
        var audio: String?
        if let heard = found.audio {
            var parts = [shown(heard.path)]
            if heard.start != nil || heard.end != nil {
                parts.append("\(seconds(heard.start ?? 0)) to \(heard.end.map(seconds) ?? "its end")")
            }
            if let length = heard.seconds { parts.append("\(seconds(length)) long") }
            if !heard.exists { parts.append("not there") }
            if let remark = heard.remark { parts.append(shown(remark)) }
            audio = parts.joined(separator: ", ")
        }
        return [
            ("recording", audio ?? "none named"), ("speaker", found.speaker.map(shown)),
            ("session", found.session.map(shown)), ("gold label", found.goldLabel.map(shown) ?? "none"),
            ("known from", found.knownFrom.map(shown).joined(separator: ", ")),
        ]
    }

    private func seconds(_ value: Double) -> String { fixed(value, 2) + " s" }

    private func fixed(_ value: Double?, _ decimals: Int) -> String { Numbers.fixed(value, decimals) }

    private func transcript(_ transcript: Explanation.Transcript) -> [String] {
        var head = "\(shown(transcript.name)): " + (transcript.text.isEmpty ? "(no word)" : shown(transcript.text))
        if let errors = transcript.errors {
            head += errors.wordErrorRate.map { "  [WER \(fixed(100 * $0, 1)) %" } ?? "  [no reference words"
            head += ": \(errors.substitutions) S, \(errors.deletions) D, \(errors.insertions) I]"
        }
        return [head] + (transcript.errors?.alignment ?? []).filter { !$0.isEmpty }.map { "  " + shown($0) }
    }

    private func rows(_ comparison: Explanation.Comparison) -> [String] {
        guard !comparison.rows.isEmpty else { return ["it is in no test part that was run"] }
        let table = TextTable(
            header: ["model", "transcripts", "fold", "label", "right"] + comparison.labels.map(shown),
            rows: comparison.rows.map { row in
                [
                    row.model.rawValue.uppercased(), shown(row.condition.description), "\(row.fold + 1)",
                    shown(row.label),
                ]
                    + ["\(row.right) of \(row.runs)"]
                    + row.probabilities.map { value in
                        fixed(value.mean, 3) + (value.deviation.map { " ± " + fixed($0, 3) } ?? "")
                    }
            }, leading: [0, 1, 3])
        return table.text.split(separator: "\n").map(String.init)
            + comparison.rows.filter { !$0.attention.isEmpty }.map {
                "\($0.model.rawValue.uppercased()) on \(shown($0.condition.description)) looked at: \(looked($0.attention))"
            }
    }

    private func looked(_ words: [AttendedWord]) -> String {
        words.map { "\(shown($0.word)) \(fixed(100 * Double($0.weight), 0)) %" }.joined(separator: ", ")
    }

    private func row(_ row: Explanation.Annotation) -> [(String, String?)] {
        [
            ("status", row.status.map(shown)),
            (
                "emotion",
                row.emotion.map { emotion in shown(emotion) + (row.confidence.map { " (\(shown($0)))" } ?? "") }
            ),
            ("probabilities", row.probabilities.isEmpty ? nil : shares(row.probabilities)),
            ("model", row.model.map(shown)), ("transcript", row.transcriptSource.map(shown)),
            ("recogniser's confidence", row.recognitionConfidence.map(shown)), ("remark", row.error.map(shown)),
        ]
    }

    private func shares(_ shares: [Explanation.Share]) -> String {
        shares.map { "\(shown($0.label)) \(fixed($0.probability, 3))" }.joined(separator: ", ")
    }

    private func prediction(_ prediction: Explanation.Prediction) -> [String] {
        let read = prediction.transcript.map { " on \(shown($0))" } ?? ""
        return ["\(prediction.model)\(read): \(shown(prediction.label))  (\(shares(prediction.probabilities)))"]
            + (prediction.attention.isEmpty ? [] : ["  looked at: \(looked(prediction.attention))"])
    }

    private var provenance: [(String, String?)] {
        var facts: [(String, String?)] = [("samples", found.audio?.sampleHash.map { "SHA-256 \($0)" })]
        for transcript in found.transcripts {
            guard let origin = transcript.origin else { continue }
            let parts = [
                origin.provider, origin.model, origin.language, "adapter \(origin.adapterVersion)", origin.createdAt,
                "key \(origin.key)",
            ]
            facts.append((shown(transcript.name), parts.filter { !$0.isEmpty }.map(shown).joined(separator: ", ")))
        }
        for prediction in found.predictions
        where !facts.contains(where: { $0.0 == prediction.model }) {
            let version =
                prediction.toolVersion.isEmpty ? "" : ", trained by emoscribe \(shown(prediction.toolVersion))"
            let data = prediction.trainingDataHash
            facts.append(
                (
                    prediction.model,
                    "SHA-256 \(prediction.fileHash)\(version)" + (data.isEmpty ? "" : ", data \(shown(data))")
                ))
        }
        if let comparison = found.comparison {
            facts.append(
                ("comparison", "data \(shown(comparison.dataHash)), \(shown(comparison.program ?? "program unknown"))"))
        }
        return facts + [("this program", found.program)]
    }
}
