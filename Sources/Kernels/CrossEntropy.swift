import Foundation

/// Softmax cross-entropy of one row against its label, times `factor`; the gradient is overwritten, or left out.
///
/// - Parameters:
///   - dLogits: `[L]`: `factor · (softmax(logits) - onehot(label))`.
///   - logits: `[L]`.
///   - label: class index.
///   - count: L.
///   - factor: class weight / batch size, for the mean over a batch.
/// - Returns: `-factor · log softmax(logits)[label]`, in double precision.
package func softmaxCrossEntropy(
    dLogits: MutableFloats?, logits: Floats, label: Int, count: Int, factor: Double
) -> Double {
    var highest = -Double.infinity
    for index in 0..<count { highest = max(highest, Double(logits[index])) }
    var sum = 0.0
    for index in 0..<count { sum += exp(Double(logits[index]) - highest) }
    let logSum = highest + log(sum)
    if let dLogits {
        for index in 0..<count {
            let probability = exp(Double(logits[index]) - logSum)
            dLogits[index] = Float(factor * (probability - (index == label ? 1 : 0)))
        }
    }
    return factor * (logSum - Double(logits[label]))
}

/// Element-wise sigmoid cross-entropy of one row against its one-hot label, mean over the L classes, times `factor`.
///
/// Per element `max(x, 0) - x y + log(1 + e^-|x|)`, TensorFlow's stable form; dividing by L as well makes the result the
/// mean over batch and classes, as in the authors' program.
///
/// - Parameters:
///   - dLogits: `[L]`: `factor / L · (σ(logits) - onehot(label))`, overwritten, or nil.
///   - logits: `[L]`.
///   - label: class index.
///   - count: L.
///   - factor: class weight / batch size.
/// - Returns: the row's part of the loss, in double precision.
package func sigmoidCrossEntropy(
    dLogits: MutableFloats?, logits: Floats, label: Int, count: Int, factor: Double
) -> Double {
    let share = factor / Double(count)
    var loss = 0.0
    for index in 0..<count {
        let x = Double(logits[index])
        let target = index == label ? 1.0 : 0
        loss += max(x, 0) - x * target + log1p(exp(-abs(x)))
        dLogits?[index] = Float(share * (1 / (1 + exp(-x)) - target))
    }
    return share * loss
}
