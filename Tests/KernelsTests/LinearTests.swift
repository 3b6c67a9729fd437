import Kernels
import Testing

@Suite("Linear")
struct LinearTests {
    @Test("by hand: 2 inputs, 2 outputs")
    func byHand() {
        let y = FloatBuffer([0, 0])
        linearForward(
            y.pointer, x: FloatBuffer([1, 2]).pointer, weight: FloatBuffer([3, 4, 5, 6]).pointer,
            bias: FloatBuffer([0.5, -0.5]).pointer, batch: 1, inputs: 2, outputs: 2)
        #expect(y.values(2) == [11.5, 16.5])
    }

    @Test("values and gradients are the naive layer's", arguments: [(1, 1, 1), (1, 7, 3), (5, 3, 17), (4, 33, 2)])
    func against(batch: Int, inputs: Int, outputs: Int) {
        var generator = TestGenerator(7)
        let x = generator.values(batch * inputs)
        let weight = generator.values(outputs * inputs)
        let bias = generator.values(outputs)
        let dy = generator.values(batch * outputs)
        let y = FloatBuffer([Double](repeating: .nan, count: batch * outputs))
        linearForward(
            y.pointer, x: FloatBuffer(x).pointer, weight: FloatBuffer(weight).pointer, bias: FloatBuffer(bias).pointer,
            batch: batch, inputs: inputs, outputs: outputs)
        expectClose(y.values(batch * outputs), Naive.linear(x, weight: weight, bias: bias))
        let dx = FloatBuffer([Double](repeating: .nan, count: x.count))
        let dWeight = FloatBuffer([Double](repeating: 1, count: weight.count))
        let dBias = FloatBuffer([Double](repeating: 1, count: bias.count))
        linearBackward(
            dx: dx.pointer, dWeight: dWeight.pointer, dBias: dBias.pointer, dy: FloatBuffer(dy).pointer,
            x: FloatBuffer(x).pointer, weight: FloatBuffer(weight).pointer, batch: batch, inputs: inputs,
            outputs: outputs)
        func loss(_ x: [Double], _ weight: [Double], _ bias: [Double]) -> Double {
            weighted(Naive.linear(x, weight: weight, bias: bias), dy)
        }
        expectClose(dx.values(x.count), centralDifferences(x) { loss($0, weight, bias) }, "dx")
        expectClose(
            dWeight.values(weight.count), centralDifferences(weight) { loss(x, $0, bias) }.map { $0 + 1 }, "dWeight")
        expectClose(dBias.values(bias.count), centralDifferences(bias) { loss(x, weight, $0) }.map { $0 + 1 }, "dBias")
    }
}
