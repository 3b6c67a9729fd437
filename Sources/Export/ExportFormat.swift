/// What labels can be handed over as.
public enum ExportFormat: String, CaseIterable, Sendable {
    case csv, tsv, jsonl, textgrid, eaf
    case labelStudio = "label-studio"
    case audformat, srt, vtt

    /// Whether the result is a folder of files and not one file.
    public var isFolder: Bool { !isTable }

    /// Whether the result is the table in another form, in one file.
    public var isTable: Bool { self == .csv || self == .tsv || self == .jsonl }

    /// Whether there is one file for each recording.
    public var isByRecording: Bool { fileEnding != nil }

    /// Whether tiers can be added to files of this format.
    public var takesTiers: Bool { self == .textgrid || self == .eaf }

    /// What the names of files end in, where there is one for each recording.
    var fileEnding: String? {
        switch self {
        case .textgrid: "TextGrid"
        case .eaf: "eaf"
        case .srt: "srt"
        case .vtt: "vtt"
        case .csv, .tsv, .jsonl, .labelStudio, .audformat: nil
        }
    }
}
