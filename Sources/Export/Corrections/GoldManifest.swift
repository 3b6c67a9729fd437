import Corpus

/// A manifest of gold labels made from a table of a model's labels.
///
/// What the model said moves to `machine_emotion`, `machine_confidence` and `machine_model`; `label_source` is `corrected` or
/// `confirmed`, empty without a gold label. A transcript that a recogniser heard is no reference: it moves to
/// `asr_transcript`, and `transcript` is what the table has as `manifest_transcript`. Probabilities, status and error go.
struct GoldManifest {
    private(set) var manifest: Manifest
    private let columns: LabelColumns
    private let kept: [Int]
    private let ownTranscript: Int?
    private let source: Int?

    private static let added = [
        "machine_emotion", "machine_confidence", "machine_model", "label_source", "asr_transcript",
    ]
    private static let dropped: Set<String> = [
        "transcript_source", "asr_confidence", "confidence", "model", "status", "error", "manifest_transcript",
    ]

    init(_ machine: Manifest) {
        columns = LabelColumns(names: machine.columns, extraColumns: machine.extraColumns)
        let probabilities = Set(columns.probabilities)
        kept = machine.extraColumns.indices.filter {
            !Self.dropped.contains(machine.extraColumns[$0]) && !probabilities.contains($0)
        }
        ownTranscript = machine.extraColumns.firstIndex(of: "manifest_transcript")
        source = machine.extraColumns.firstIndex(of: "transcript_source")
        var names = kept.map { machine.extraColumns[$0] }
        for name in Self.added {
            var name = name
            while names.contains(where: { ByteKey($0) == ByteKey(name) }) { name = "labels_" + name }
            names.append(name)
        }
        let known = machine.columns.filter { ManifestColumn(name: $0) != nil && $0 != ManifestColumn.emotion.rawValue }
        manifest = Manifest(path: machine.path, directory: machine.directory, extraColumns: names, utterances: [])
        manifest.columns = known + [ManifestColumn.emotion.rawValue] + names
    }

    /// Adds an utterance with what people said of it.
    mutating func add(_ machine: Utterance, _ decision: Decision, source label: String) {
        func cell(_ place: Int?) -> String {
            place.flatMap { $0 < machine.extra.count ? machine.extra[$0] : nil } ?? ""
        }
        var gold = machine
        gold.emotion = if case .label(let label) = decision { label } else { nil }
        let isHeard = cell(source).hasPrefix("asr:")
        if let ownTranscript { gold.transcript = cell(ownTranscript) } else if isHeard { gold.transcript = nil }
        gold.extra = kept.map { cell($0) }
        gold.extra += [
            machine.emotion ?? "", cell(columns.confidence), cell(columns.model), label,
            isHeard ? machine.transcript ?? "" : "",
        ]
        gold.extraKinds = []
        manifest.utterances.append(gold)
    }
}
