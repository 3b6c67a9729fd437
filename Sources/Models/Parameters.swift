import Foundation

/// All weights of a model: one flat buffer and the table that names its parts.
///
/// Optimiser, checkpoint and parameter count are one loop over `values` each.
public struct Parameters: Equatable, Sendable {
    public let layout: ParameterLayout
    /// `layout.count` values.
    public var values: [Float]

    /// All zero.
    public init(layout: ParameterLayout) {
        self.layout = layout
        values = [Float](repeating: 0, count: layout.count)
    }

    /// The starting weights of a training run.
    ///
    /// GRU matrices: orthogonal, each gate's `[H, inputs]` block for itself (orthonormal rows or columns, whichever are
    /// fewer). Biases of reset and update gate: 1, held by `bias_ih`; all other biases 0. Embeddings: normal(0, 0.01).
    /// Matrices of linear layers: uniform in ±0.25. The vector of attention pooling: 0, so that it begins as the mean.
    ///
    /// - Parameters:
    ///   - configuration: must be valid.
    ///   - generator: consumed in the order of the layout; the same generator gives the same weights.
    /// - Returns: parameters in the configuration's layout.
    public static func initial(
        _ configuration: ModelConfiguration, using generator: inout some RandomNumberGenerator
    ) -> Parameters {
        var parameters = Parameters(layout: ParameterLayout(configuration))
        let hidden = configuration.hidden
        for slot in parameters.layout.slots {
            if slot.name.contains("weight_ih_l") || slot.name.contains("weight_hh_l") {
                let inputs = slot.shape[1]
                for gate in 0..<3 {
                    let block = orthogonal(rows: hidden, columns: inputs, using: &generator)
                    for (index, value) in block.enumerated() {
                        parameters.values[slot.offset + gate * hidden * inputs + index] = Float(value)
                    }
                }
            } else if slot.name.contains("bias_ih_l") {
                for index in 0..<2 * hidden { parameters.values[slot.offset + index] = 1 }
            } else if slot.name == "text.embedding.weight" {
                for index in slot.range { parameters.values[index] = Float(0.01 * normal(using: &generator)) }
            } else if slot.name.hasSuffix(".weight"), slot.name != "audio_attention.weight" {
                for index in slot.range { parameters.values[index] = Float(0.5 * uniform(using: &generator) - 0.25) }
            }
        }
        return parameters
    }

    /// Replaces one row of the embedding table, for vectors read from a GloVe file.
    ///
    /// - Parameters:
    ///   - row: vocabulary index; the model must read text.
    ///   - vector: the word's vector, of the embedding's size.
    public mutating func setEmbedding(row: Int, values vector: [Float]) {
        guard let slot = layout["text.embedding.weight"] else {
            preconditionFailure("a model without text has no embeddings")
        }
        precondition(row >= 0 && row < slot.shape[0] && vector.count == slot.shape[1], "no such embedding row")
        let start = slot.offset + row * slot.shape[1]
        values.replaceSubrange(start..<start + vector.count, with: vector)
    }
}

/// Uniform in [0, 1), from the top 53 bits.
///
/// Not the standard library's `random(in:using:)`, whose algorithm may change.
private func uniform(using generator: inout some RandomNumberGenerator) -> Double {
    Double(generator.next() >> 11) * 0x1p-53
}

/// Standard normal by Box and Muller, two draws for each value.
private func normal(using generator: inout some RandomNumberGenerator) -> Double {
    let radius = (-2 * log(1 - uniform(using: &generator))).squareRoot()
    return radius * cos(2 * .pi * uniform(using: &generator))
}

/// A row-major matrix with orthonormal rows, or columns where there are fewer of them: modified Gram-Schmidt in double
/// precision, twice, on normal draws.
private func orthogonal(rows: Int, columns: Int, using generator: inout some RandomNumberGenerator) -> [Double] {
    let count = min(rows, columns)
    let length = max(rows, columns)
    var basis = (0..<count * length).map { _ in normal(using: &generator) }
    basis.withUnsafeMutableBufferPointer { basis in
        for vector in 0..<count {
            let current = UnsafeMutableBufferPointer(rebasing: basis[vector * length..<(vector + 1) * length])
            for _ in 0..<2 {
                for other in 0..<vector {
                    let base = other * length
                    var dot = 0.0
                    for index in 0..<length { dot += current[index] * basis[base + index] }
                    for index in 0..<length { current[index] -= dot * basis[base + index] }
                }
            }
            var square = 0.0
            for value in current { square += value * value }
            let scale = 1 / square.squareRoot()
            for index in 0..<length { current[index] *= scale }
        }
    }
    if rows <= columns { return basis }
    return (0..<rows * columns).map { basis[$0 % columns * length + $0 / columns] }
}
