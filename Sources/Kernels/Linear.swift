/// Fully connected layer, `y = x · Wᵀ + b`: y `[B, O]` overwritten, x `[B, I]`, weight `[O, I]`, bias `[O]`.
///
/// These layers are small beside a GRU, so each value is one inner product, computed the same way whatever the batch:
/// a row of y does not depend on the other rows, bit for bit.
package func linearForward(
    _ y: MutableFloats, x: Floats, weight: Floats, bias: Floats, batch: Int, inputs: Int, outputs: Int
) {
    for row in 0..<batch {
        for column in 0..<outputs {
            y[row * outputs + column] = bias[column] + dot(x + row * inputs, weight + column * inputs, inputs)
        }
    }
}

/// Gradients of `linearForward`: dx `[B, I]` is overwritten, or left out; dWeight and dBias are added to.
package func linearBackward(
    dx: MutableFloats?, dWeight: MutableFloats, dBias: MutableFloats, dy: Floats, x: Floats, weight: Floats,
    batch: Int, inputs: Int, outputs: Int
) {
    if let dx {
        matrixMultiply(dx, inputs, a: dy, outputs, b: weight, inputs, rows: batch, columns: inputs, inner: outputs)
    }
    matrixMultiply(
        dWeight, inputs, a: dy, outputs, transposeA: true, b: x, inputs, rows: outputs, columns: inputs, inner: batch,
        accumulate: true)
    for row in 0..<batch {
        let source = dy + row * outputs
        for column in 0..<outputs { dBias[column] += source[column] }
    }
}
