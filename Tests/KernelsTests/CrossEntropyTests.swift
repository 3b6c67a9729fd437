import Foundation
import Kernels
import Testing

@Suite("CrossEntropy")
struct CrossEntropyTests {
    static let rows: [[Double]] = [[0, 0], [1, -2, 0.5], [-3, 4, 0, 1.5, 2]]

    @Test("equal logits cost log 2, in softmax and for each class in sigmoid")
    func byHand() {
        let logits = FloatBuffer([0, 0])
        #expect(
            abs(softmaxCrossEntropy(dLogits: nil, logits: logits.pointer, label: 1, count: 2, factor: 1) - log(2))
                < 1e-15)
        #expect(
            abs(sigmoidCrossEntropy(dLogits: nil, logits: logits.pointer, label: 1, count: 2, factor: 3) - 3 * log(2))
                < 1e-15)
    }

    @Test("losses and gradients are the naive formulas'", arguments: rows)
    func against(_ values: [Double]) {
        let logits = FloatBuffer(values)
        for label in values.indices {
            let dLogits = FloatBuffer([Double](repeating: .nan, count: values.count))
            let softmax = softmaxCrossEntropy(
                dLogits: dLogits.pointer, logits: logits.pointer, label: label, count: values.count, factor: 0.5)
            #expect(abs(softmax - 0.5 * Naive.softmaxLoss(values, label: label)) < 1e-12)
            expectClose(
                dLogits.values(values.count),
                centralDifferences(values) { 0.5 * Naive.softmaxLoss($0, label: label) }, tolerance: 1e-7)
            let sigmoid = sigmoidCrossEntropy(
                dLogits: dLogits.pointer, logits: logits.pointer, label: label, count: values.count, factor: 0.5)
            #expect(abs(sigmoid - 0.5 * Naive.sigmoidLoss(values, label: label)) < 1e-12)
            expectClose(
                dLogits.values(values.count),
                centralDifferences(values) { 0.5 * Naive.sigmoidLoss($0, label: label) }, tolerance: 1e-7)
        }
    }

    @Test("huge logits neither overflow nor lose the loss")
    func extremes() {
        let logits = FloatBuffer([3e4, -3e4])
        let dLogits = FloatBuffer([0, 0])
        #expect(
            softmaxCrossEntropy(dLogits: dLogits.pointer, logits: logits.pointer, label: 1, count: 2, factor: 1) == 6e4)
        #expect(dLogits.values(2) == [1, -1])
        #expect(
            sigmoidCrossEntropy(dLogits: dLogits.pointer, logits: logits.pointer, label: 1, count: 2, factor: 1) == 3e4)
    }
}
