/// How often a training run looks at its dev loss: by epochs, or by steps.
///
/// Written as `0.3 epochs` or `20 steps`, in settings files too.
public enum CheckInterval: Equatable, Sendable {
    /// A share of an epoch; an epoch is as many steps as draw the training part's size.
    case epochs(Double)
    /// A number of training steps.
    case steps(Int)

    /// The interval in training steps, at least one.
    ///
    /// `.epochs(e)` is `floor(e · utterances / batch) + 1`, the rule of the program published with the paper
    /// (github.com/david-yoon/multimodal-speech-emotion, `train_multi.py`). For 4,424 training utterances in batches
    /// of 128 and 0.3 epochs that is 11 steps; for 400 utterances it is one step, which is why a small corpus wants
    /// `.steps`.
    public func steps(trainingCount: Int, batchSize: Int) -> Int {
        switch self {
        case .epochs(let epochs):
            let steps = epochs * Double(trainingCount) / Double(max(1, batchSize))
            return steps.isFinite && steps < 1e9 ? max(1, Int(steps.rounded(.down)) + 1) : Int(1e9)
        case .steps(let steps): return max(1, steps)
        }
    }
}

extension CheckInterval: LosslessStringConvertible {
    public var description: String {
        switch self {
        case .epochs(let epochs): "\(epochs) epochs"
        case .steps(let steps): "\(steps) steps"
        }
    }

    /// Reads `0.3 epochs`, `20 steps`; a positive number, one space, the unit in singular or plural.
    public init?(_ description: String) {
        let parts = description.split(separator: " ")
        guard parts.count == 2 else { return nil }
        switch parts[1] {
        case "epoch", "epochs":
            guard let epochs = Double(parts[0]), epochs > 0, epochs.isFinite else { return nil }
            self = .epochs(epochs)
        case "step", "steps":
            guard let steps = Int(parts[0]), steps > 0 else { return nil }
            self = .steps(steps)
        default: return nil
        }
    }
}

extension CheckInterval: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let interval = CheckInterval(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\"\(text)\" is no check interval; write \"0.3 epochs\" or \"20 steps\"")
        }
        self = interval
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
