/// Why the built-in recogniser cannot work.
public enum RecogniserError: Error, Sendable, Equatable {
    /// The model, or a part of it, is not where it should be.
    case modelMissing(path: String)
    /// A file of the model cannot be read; `reason` is the system's.
    case modelUnreadable(path: String, reason: String)
    /// The recogniser refuses the model.
    case cannotStart(directory: String)
    /// One step of recognising an utterance failed.
    case failed(step: String)
}

extension RecogniserError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .modelMissing(let path):
            "The model of the built-in recogniser is missing: \(path) does not exist. Install it (on Debian and Ubuntu: "
                + "apt install pocketsphinx-en-us) or name its folder in \(SphinxModel.environmentVariable)."
        case .modelUnreadable(let path, let reason):
            "The model of the built-in recogniser cannot be read: \(path) (\(reason)). Check its permissions."
        case .cannotStart(let directory):
            "The built-in recogniser cannot use the model in \(directory). It wants a 16 kHz acoustic model, a language "
                + "model and a dictionary that belong together; install pocketsphinx-en-us again."
        case .failed(let step):
            "The built-in recogniser failed while \(step). Try the utterance alone; if it fails again, the recording "
                + "is likely damaged."
        }
    }
}
