/// Utterances as numbers in a safetensors file, and what a model says about them: for comparing programs.
///
/// Utterance n has the tensors `input.n.frames` `[T, C]`, `input.n.prosody` `[P]` and `input.n.tokens` `[W]` (whole
/// numbers), counted from 0 without gaps; those that a model does not read may be absent, as may tokens where there are none.
/// Answers are `logits` `[B, L]`, `probabilities` `[B, L]` and, for MDREA, `attention.n` `[W]`. All tensors are float32.
public enum BatchFile {
    /// It is read whole: a thousand utterances take some 60 MB.
    static let largestFile = 1 << 30

    /// Reads utterances.
    ///
    /// - Parameters:
    ///   - path: a regular file.
    ///   - configuration: of the model that they are for.
    /// - Returns: in the order of their numbers.
    /// - Throws: `ModelError.unreadable`; `.badBatch` with the first tensor that does not fit.
    public static func read(_ path: String, for configuration: ModelConfiguration) throws(ModelError) -> [ModelInput] {
        let bytes = try FileBytes(path: path)
        guard bytes.size <= largestFile else {
            throw .badBatch(path: path, reason: "it has \(bytes.size) bytes; at most \(largestFile) are read at once")
        }
        return try decode(bytes.next(bytes.size), for: configuration, path: path)
    }

    /// Reads utterances from the bytes of their file.
    public static func decode(
        _ bytes: [UInt8], for configuration: ModelConfiguration, path: String = "(batch)"
    ) throws(ModelError) -> [ModelInput] {
        let file: Safetensors
        do throws(SafetensorsProblem) { file = try Safetensors(bytes: bytes) } catch {
            throw .badBatch(path: path, reason: error.reason)
        }
        var inputs: [Int: ModelInput] = [:]
        for tensor in file.tensors {
            let parts = tensor.name.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == "input", let number = Int(parts[1]), number >= 0 else { continue }
            func want(_ fits: Bool, _ expected: String) throws(ModelError) {
                guard fits else {
                    throw .badBatch(
                        path: path,
                        reason: "\(tensor.name) has the shape \(tensor.shape), the model wants \(expected)")
                }
            }
            var input = inputs[number] ?? ModelInput()
            switch parts[2] {
            case "frames":
                let columns = configuration.mfccColumns
                try want(tensor.shape.count == 2 && tensor.shape.last == columns, "[frames, \(columns)]")
                input.frames = tensor.values
                input.frameCount = tensor.shape[0]
            case "prosody":
                try want(tensor.shape == [configuration.prosodyColumns], "[\(configuration.prosodyColumns)]")
                input.prosody = tensor.values
            case "tokens":
                try want(tensor.shape.count == 1, "a list of tokens")
                input.tokens = try tensor.values.map { value throws(ModelError) in
                    guard let token = Int32(exactly: value) else {
                        throw .badBatch(path: path, reason: "\(tensor.name) holds \(value), which is no token's number")
                    }
                    return token
                }
            default: continue
            }
            inputs[number] = input
        }
        guard !inputs.isEmpty else {
            throw .badBatch(
                path: path, reason: "it holds no utterance: a tensor is called, for example, input.0.frames")
        }
        return try (0..<inputs.count).map { number throws(ModelError) in
            guard let input = inputs[number] else {
                throw .badBatch(path: path, reason: "there is no utterance \(number), but one with a higher number")
            }
            return input
        }
    }

    /// The bytes of a file with a model's answers.
    ///
    /// - Parameters:
    ///   - output: of a batch.
    ///   - temperature: divides the logits for `probabilities`.
    /// - Returns: a safetensors file.
    public static func encoded(_ output: ModelOutput, temperature: Double = 1) -> [UInt8] {
        let count = output.labelCount
        let rows = output.logits.count / count
        let probabilities = (0..<rows).flatMap { output.probabilities(row: $0, temperature: temperature) }
        let attention = output.attention.enumerated().map { number, weights in
            Safetensors.Tensor(name: "attention.\(number)", shape: [weights.count], values: weights)
        }
        return Safetensors(
            metadata: [:],
            tensors: [
                .init(name: "logits", shape: [rows, count], values: output.logits),
                .init(name: "probabilities", shape: [rows, count], values: probabilities),
            ] + attention
        ).encoded()
    }
}
