/// Why annotation cannot begin.
///
/// What happens to single utterances is in their rows.
public enum AnnotationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The model was trained on features of another version.
    case featureVersion(model: Int, program: Int)
    /// Two models that work together have different labels.
    case labelsDiffer(first: [String], second: [String])
    /// The fallback reads text itself.
    case fallbackReadsText(architecture: String)
    /// There is nobody to decide.
    case noModel
    /// A model is to vote twice.
    case modelTwice(name: String)

    public var description: String {
        switch self {
        case .featureVersion(let model, let program):
            "the model was trained on features of version \(model), this program computes version \(program): "
                + "train it again, or use the program it was trained with"
        case .labelsDiffer(let first, let second):
            "the models have different labels (\(first.joined(separator: ", ")) and \(second.joined(separator: ", "))): "
                + "use models that were trained with the same --labels"
        case .fallbackReadsText(let architecture):
            "the fallback is for utterances without a transcript, and \(architecture) reads one: give an ARE model"
        case .noModel: "no model to label with"
        case .modelTwice(let name): "\(name) is given twice: each model votes once"
        }
    }
}
