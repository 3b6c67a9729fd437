import Kernels

/// Adam with value clipping; its whole state is stored in it, so that encoding it checkpoints the optimiser.
///
/// `p ← p - α · m̂ / (√v̂ + ε)`, ε beside the bias-corrected root as in the paper's algorithm 1 and in PyTorch; see
/// `adamUpdate`.
public struct AdamOptimizer: Codable, Equatable, Sendable {
    public var learningRate: Float
    public var beta1: Float = 0.9
    public var beta2: Float = 0.999
    public var epsilon: Float = 1e-8
    /// Each gradient value is first clipped to plus or minus this; nil for no clipping.
    public var clipValue: Float?
    /// Updates made.
    public private(set) var step: Int = 0
    public private(set) var firstMoment: [Float]
    public private(set) var secondMoment: [Float]

    /// The paper's settings for a model with that many parameters.
    public init(parameterCount: Int, learningRate: Float = 1e-3, clipValue: Float? = 10) {
        self.learningRate = learningRate
        self.clipValue = clipValue
        firstMoment = [Float](repeating: 0, count: parameterCount)
        secondMoment = [Float](repeating: 0, count: parameterCount)
    }

    /// Goes back to where an optimiser of as many parameters stood after `step` updates.
    ///
    /// - Parameters:
    ///   - step: updates made.
    ///   - firstMoment: running means of the gradients, a value for each parameter.
    ///   - secondMoment: running means of their squares.
    public mutating func restore(step: Int, firstMoment: [Float], secondMoment: [Float]) {
        precondition(
            step >= 0 && firstMoment.count == self.firstMoment.count && secondMoment.count == self.secondMoment.count,
            "the state of an optimiser made for another parameter count")
        self.step = step
        self.firstMoment = firstMoment
        self.secondMoment = secondMoment
    }

    /// A multiple of the kernel's 16 values at a time, large enough that a thread has work for some microseconds.
    private static let valuesPerBlock = 32_768

    /// One update; sets the gradients to zero on the way, ready for the next step.
    ///
    /// - Parameters:
    ///   - parameters: changed in place.
    ///   - gradients: of the same count.
    ///   - threads: they share the parameters out in blocks; each value is computed for itself, so the number of threads
    ///     never changes a bit. An embedding table makes an update as long as a fifth of a text model's step.
    /// - Complexity: O(parameters); one thread allocates nothing.
    public mutating func update(_ parameters: inout Parameters, gradients: inout [Float], threads: Int = 1) {
        let count = firstMoment.count
        precondition(
            parameters.values.count == count && gradients.count == count && secondMoment.count == count,
            "an optimiser made for another parameter count")
        step += 1
        let adam = AdamStep(
            learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
            correction1: Float(1 / (1 - power(Double(beta1), step))),
            correction2: Float(1 / (1 - power(Double(beta2), step))), clip: clipValue ?? .infinity)
        parameters.values.withUnsafeMutableBufferPointer { values in
            gradients.withUnsafeMutableBufferPointer { gradients in
                firstMoment.withUnsafeMutableBufferPointer { first in
                    secondMoment.withUnsafeMutableBufferPointer { second in
                        guard let values = values.baseAddress, let gradients = gradients.baseAddress,
                            let first = first.baseAddress, let second = second.baseAddress
                        else { return }
                        let block = threads == 1 ? count : Self.valuesPerBlock
                        concurrently((count + block - 1) / max(block, 1), threads: threads) { _, index in
                            let start = index * block
                            adamUpdate(
                                values + start, gradients: gradients + start, firstMoment: first + start,
                                secondMoment: second + start, count: min(block, count - start), step: adam)
                        }
                    }
                }
            }
        }
    }
}

/// `base` to a whole number of times, by squaring: the same bits everywhere, unlike `pow`.
private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
        if rest & 1 == 1 { result *= square }
        square *= square
        rest >>= 1
    }
    return result
}
