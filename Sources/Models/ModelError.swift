/// What can be wrong with a model, its inputs or its file.
public enum ModelError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A setting that makes no model.
    case badConfiguration(field: String, value: String, allowed: String)
    /// An utterance whose data does not fit the configuration; `position` counts from 0.
    case badInput(position: Int, field: String, found: Int, expected: String)
    /// The file could not be read or written; `reason` is the system's.
    case unreadable(path: String, reason: String)
    case unwritable(path: String, reason: String)
    /// The bytes are not what safetensors or this program's model format promises.
    case corrupt(path: String, reason: String)
    /// A valid file that this version does not understand.
    case unsupported(path: String, reason: String)
    /// A setting in a model file that another layer cannot read.
    case badSetting(name: String, reason: String)
    /// A file of another program whose weights cannot be taken over.
    case cannotImport(path: String, reason: String)
    /// A file of utterances that a model cannot read.
    case badBatch(path: String, reason: String)
    /// A model that another format cannot hold.
    case cannotExport(format: String, reason: String)

    public var description: String {
        switch self {
        case .badConfiguration(let field, let value, let allowed):
            "model setting \(field) is \(value); allowed: \(allowed)"
        case .badInput(let position, let field, let found, let expected):
            "utterance \(position) of the batch: \(field) has \(found) values, the model wants \(expected)"
        case .unreadable(let path, let reason): "cannot read the model file \(path): \(reason)"
        case .unwritable(let path, let reason): "cannot write the model file \(path): \(reason)"
        case .corrupt(let path, let reason):
            "\(path) is not a usable model file: \(reason); train again or fetch an undamaged copy"
        case .unsupported(let path, let reason):
            "\(path) is a model file this version cannot use: \(reason); use the version that wrote it, or train again"
        case .badSetting(let name, let reason):
            "the model's setting \"\(ShownText.short(name))\" cannot be used: \(reason); train again or fetch an "
                + "undamaged copy"
        case .cannotImport(let path, let reason):
            "the weights of \(path) cannot be imported: \(reason)"
        case .badBatch(let path, let reason):
            "\(path) is no file of utterances for this model: \(reason)"
        case .cannotExport(let format, let reason):
            "the model cannot be exported as \(format): \(reason)"
        }
    }
}
