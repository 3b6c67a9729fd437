/// Why a comparison could not be done.
public enum ExperimentError: Error, Equatable, Sendable {
    /// The plan has nothing to do.
    case emptyPlan(reason: String)
    /// No utterance has a transcript of a variant that the plan asks for.
    case variantMissing(variant: String, available: [String])
    /// Two utterances have the same id.
    case doubledID(id: String)
    /// The folder has runs of another comparison.
    case otherSettings(folder: String, conflicts: [String])
    /// A file of the folder could not be read or written.
    case file(path: String, reason: String)
    /// A file of the folder is not what this program wrote.
    case damaged(path: String, reason: String)
    /// Another process works on the folder.
    case inUse(folder: String, by: String)
    /// The folder holds no comparison.
    case noComparison(folder: String)
    /// Folders cannot be put together.
    case cannotMerge(reason: String)
    /// The caller asked to stop; finished runs are stored.
    case cancelled(done: Int, total: Int)
}

extension ExperimentError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .emptyPlan(let reason): "there is nothing to compare: \(reason)"
        case .variantMissing(let variant, let available):
            "no utterance has a transcript \"\(variant)\"; there are: \(available.joined(separator: ", "))"
        case .doubledID(let id): "the id \"\(id)\" is used by two utterances; validate the manifest"
        case .otherSettings(let folder, let conflicts):
            "\(folder) holds runs made with other settings: \(conflicts.joined(separator: "; ")). "
                + "Give another output folder, or use the settings that its settings.json shows"
        case .file(let path, let reason): "\(path): \(reason)"
        case .damaged(let path, let reason):
            "\(path) is damaged: \(reason); remove that file and start again, only what it held is done anew"
        case .inUse(let folder, let holder):
            "\(folder) is in use by \(holder): wait for it, or name another folder for the results. Only different shards "
                + "of one comparison can share a folder"
        case .noComparison(let folder):
            "\(folder) holds no comparison: 'emoscribe compare … -o \(folder)' makes one"
        case .cannotMerge(let reason): "these folders cannot be put together: \(reason)"
        case .cancelled(let done, let total):
            "stopped with \(done) of \(total) runs stored; the same command goes on from there"
        }
    }
}
