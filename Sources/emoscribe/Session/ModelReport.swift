import Corpus
import Foundation
import Models
import Training

/// What a model file holds, as people read it.
///
/// Nothing in the file is taken on trust: texts are escaped, lists are cut, and settings that cannot be read are shown as
/// such while the rest is shown all the same.
struct ModelReport {
    /// Words of the vocabulary that are shown.
    static let wordsShown = 12
    /// Settings that have a line of their own.
    static let ownLines: Set<String> = ["learningCurve", ModelMetadata.calibrationSetting]

    let path: String
    let bytes: Int
    let fileHash: String
    let file: ModelFile
    let modelHash: String

    /// Reads the file.
    ///
    /// - Throws: `ModelError`.
    init(path: String) throws {
        self.path = path
        file = try ModelFile.read(path)
        (fileHash, bytes) = try ModelFile.hash(ofFile: path)
        modelHash = try file.hash()
    }

    /// How results call it.
    var name: String { "\(file.configuration.architecture.rawValue)-\(modelHash.prefix(8))" }

    /// Lines of at most `width` columns where their content allows.
    func text(width: Int) -> String {
        let configuration = file.configuration
        var lines = ["\(EscapedText.oneLine(path)): \(configuration.architecture.rawValue.uppercased()), \(summary)"]
        func section(_ title: String, _ rows: [(String, [String])]) {
            guard !rows.isEmpty else { return }
            lines += ["", title]
            let margin = min(36, (rows.map(\.0.count).max() ?? 0) + 2)
            for (name, pieces) in rows {
                let wrapped = ModelText.wrapped(pieces, width: max(40, width - margin - 2))
                for (index, line) in wrapped.enumerated() {
                    let head = index == 0 ? name : ""
                    lines.append("  " + head + String(repeating: " ", count: max(1, margin - head.count)) + line)
                }
            }
        }
        section("Model", modelRows)
        section("Input", inputRows)
        section("Origin", originRows)
        section("Metrics", metricRows)
        if let rows = curveRows { section("Learning curve", rows) }
        if let rows = calibrationRows { section("Calibration", rows) }
        for name in file.metadata.settings.keys.sorted() where !Self.ownLines.contains(name) {
            section("Settings: \(ModelText.short(name))", settingRows(name))
        }
        lines += ["", "Weights", tensorTable]
        return lines.joined(separator: "\n")
    }

    private var summary: String {
        switch file.configuration.architecture {
        case .are: "reads the voice"
        case .tre: "reads the words"
        case .mdre: "reads voice and words"
        case .mdrea: "reads voice and words; the voice asks which words matter"
        }
    }

    private var modelRows: [(String, [String])] {
        let configuration = file.configuration
        var rows = [
            ("name", [name]), ("sha256", [fileHash]),
            ("file", ["\(Spoken.bytes(Int64(bytes))),", Spoken.count(file.parameters.values.count, "parameter")]),
            (
                "labels",
                Self.list(configuration.labels.prefix(40).map { ModelText.short($0) }, of: configuration.labels.count)
            ),
            ("GRU", Self.sentence(encoderPhrases)),
        ]
        if modelHash != fileHash {
            rows.insert(
                ("", ["(named after its content, \(modelHash.prefix(16))…: another program wrote this file)"]), at: 2)
        }
        return rows
    }

    private var encoderPhrases: [String] {
        let configuration = file.configuration
        var phrases = [
            "hidden size \(configuration.hidden)", Spoken.count(configuration.layers, "layer"),
            "reset gate \(configuration.resetGate.rawValue) the hidden projection",
        ]
        if configuration.architecture.usesAudio {
            phrases.append("voice: \(configuration.audioPooling.rawValue) state")
            if configuration.bidirectionalAudio { phrases.append("both ways") }
            if configuration.frameStacking > 1 { phrases.append("\(configuration.frameStacking) frames a step") }
        }
        if configuration.architecture.usesText, configuration.bidirectionalText { phrases.append("words: both ways") }
        return phrases
    }

    private var inputRows: [(String, [String])] {
        let configuration = file.configuration
        var rows: [(String, [String])] = []
        if configuration.architecture.usesAudio {
            rows.append(
                (
                    "voice",
                    Self.sentence([
                        "\(configuration.mfccColumns) numbers a frame", "at most \(configuration.maximumFrames) frames",
                        configuration.prosodyColumns == 0 ? "no prosody" : "\(configuration.prosodyColumns) of prosody",
                    ])
                ))
        }
        if configuration.architecture.usesText {
            rows.append(
                (
                    "words",
                    Self.sentence([
                        "\(configuration.vocabularySize) in the vocabulary",
                        "vectors of \(configuration.embeddingSize)",
                        "at most \(configuration.maximumTokens) read",
                    ])
                ))
            let words = file.metadata.vocabulary
            rows.append(
                ("first words", Self.list(words.prefix(Self.wordsShown).map { ModelText.short($0) }, of: words.count)))
        }
        return rows
    }

    private var originRows: [(String, [String])] {
        let metadata = file.metadata
        var rows: [(String, [String])] = []
        if !metadata.toolVersion.isEmpty {
            rows.append(("made by", ["emoscribe " + ModelText.short(metadata.toolVersion)]))
        }
        rows.append(("seed", ["\(metadata.seed)"]))
        rows.append(
            (
                "training data",
                [metadata.trainingDataHash.isEmpty ? "unknown" : ModelText.short(metadata.trainingDataHash, limit: 80)]
            ))
        return rows
    }

    private var metricRows: [(String, [String])] {
        file.metadata.metrics.sorted { $0.key < $1.key }.prefix(60).map { name, value in
            let whole = value == value.rounded() && abs(value) < 1e15
            return (ModelText.short(name), [whole ? "\(Int(value))" : Spoken.decimal(value, 4)])
        }
    }

    /// `a, b, c … and 12 more`.
    private static func list(_ shown: [String], of count: Int) -> [String] {
        let pieces = shown.enumerated().map { $0 + 1 < shown.count ? $1 + "," : $1 }
        return count > shown.count ? pieces + ["… and \(count - shown.count) more"] : pieces
    }

    /// Phrases with commas between them.
    private static func sentence(_ phrases: [String]) -> [String] { list(phrases, of: phrases.count) }
}
