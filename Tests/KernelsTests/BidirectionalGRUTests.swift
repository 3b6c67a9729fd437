import Foundation
import Kernels
import TestSupport
import Testing

@Suite("Bidirectional GRU")
struct BidirectionalGRUTests {
    /// Two layers with random weights, sequences, and the weights of a loss on last states and on all outputs.
    struct Case {
        let lengths: [Int]
        var forward: Naive.GRU
        var reverse: Naive.GRU
        /// `[T, I]` of each row.
        var rows: [[Double]]
        let onLast: [[Double]]
        let onOutputs: [[[Double]]]

        init(_ shape: GRUTests.Shape) {
            var generator = TestGenerator(UInt64(shape.inputs * 1000 + shape.hidden))
            let (i, h) = (shape.inputs, shape.hidden)
            func layer() -> Naive.GRU {
                Naive.GRU(
                    weightIH: generator.values(3 * h * i), weightHH: generator.values(3 * h * h),
                    biasIH: generator.values(3 * h), biasHH: generator.values(3 * h), resetBefore: shape.before)
            }
            lengths = shape.lengths
            forward = layer()
            reverse = layer()
            rows = shape.lengths.map { generator.values($0 * i) }
            onLast = shape.lengths.map { _ in generator.values(2 * h) }
            onOutputs = shape.lengths.map { length in (0..<length).map { _ in generator.values(2 * h) } }
        }

        /// Outputs `[T][2H]` and last states `[2H]` of one row, by the naive layers.
        func naive(_ row: Int) -> (outputs: [[Double]], last: [Double]) {
            let ahead = forward.states(rows[row])
            let steps = stride(from: 0, to: rows[row].count, by: forward.inputs)
                .map { Array(rows[row][$0..<$0 + forward.inputs]) }
            let back = reverse.states(steps.reversed().flatMap { $0 })
            let none = [Double](repeating: 0, count: forward.hidden)
            return (zip(ahead, back.reversed()).map { $0 + $1 }, (ahead.last ?? none) + (back.last ?? none))
        }

        func loss() -> Double {
            rows.indices.reduce(0) { sum, row in
                let (outputs, last) = naive(row)
                return sum + weighted(last, onLast[row])
                    + weighted(outputs.flatMap { $0 }, onOutputs[row].flatMap { $0 })
            }
        }
    }

    struct Answer: Equatable {
        var last: [[Double]] = []
        var outputs: [[[Double]]] = []
        var dRows: [[Double]] = []
        /// Of the forward and the reverse layer: weights of input and hidden side, then both biases.
        var gradients: [[[Double]]] = []
    }

    /// The fast layer's answers; `dx` goes into the memory of x if asked to, as between two layers.
    func run(
        _ test: Case, keep: Bool = true, inPlace: Bool = false, cache: BidirectionalGRUCache = BidirectionalGRUCache()
    ) -> Answer {
        let (i, h) = (test.forward.inputs, test.forward.hidden)
        useOneThreadPerProduct()
        func weights(_ naive: Naive.GRU) -> GRUWeights {
            let weights = GRUWeights(inputs: i, hidden: h, resetGate: naive.resetBefore ? .before : .after)
            weights.pack(
                weightIH: FloatBuffer(naive.weightIH).pointer, weightHH: FloatBuffer(naive.weightHH).pointer,
                biasIH: FloatBuffer(naive.biasIH).pointer, biasHH: FloatBuffer(naive.biasHH).pointer)
            return weights
        }
        let both = BidirectionalGRUWeights(forward: weights(test.forward), reverse: weights(test.reverse))
        let x = PackedRows(
            test.rows.map { row in stride(from: 0, to: row.count, by: i).map { Array(row[$0..<$0 + i]) } }, width: i)
        let last = FloatBuffer([Double](repeating: .nan, count: test.lengths.count * 2 * h))
        bidirectionalForward(
            cache, last: last.pointer, x: x.buffer.pointer, weights: both, packed: x.layout, keep: keep,
            wantsOutputs: true)
        var answer = Answer(last: x.byRow(last, 2 * h), outputs: x.rows(cache.outputs, width: 2 * h))
        guard keep else { return answer }
        let memories = (0..<2).map { _ in FloatBuffer([Double](repeating: 0, count: 3 * h * (i + h + 2))) }
        let packedGradients = memories.map { GRUGradients($0.pointer, inputs: i, hidden: h) }
        let dx = inPlace ? x.buffer : FloatBuffer([Double](repeating: .nan, count: x.layout.total * i))
        bidirectionalBackward(
            cache, dLast: x.byPlace(test.onLast).pointer,
            dOutputs: PackedRows(test.onOutputs, width: 2 * h).buffer.pointer, x: x.buffer.pointer, dx: dx.pointer,
            weights: both, packed: x.layout, forwardGradients: packedGradients[0], reverseGradients: packedGradients[1])
        answer.dRows = x.rows(dx).map { $0.flatMap { $0 } }
        answer.gradients = zip([both.forward, both.reverse], packedGradients).map { weights, packed in
            let sizes = [3 * h * i, 3 * h * h, 3 * h, 3 * h]
            let found = sizes.map { FloatBuffer([Double](repeating: 0, count: $0)) }
            weights.unpack(
                packed, dWeightIH: found[0].pointer, dWeightHH: found[1].pointer, dBiasIH: found[2].pointer,
                dBiasHH: found[3].pointer)
            return zip(found, sizes).map { $0.values($1) }
        }
        return answer
    }

    @Test("by hand: without memory each state is tanh x, and the reverse direction ends at the first step")
    func byHand() {
        var test = Case(GRUTests.Shape(inputs: 1, hidden: 2, lengths: [2], before: false))
        // z = σ(-60) = 0 and U = 0 leave h' = tanh(W x), with W = 1 ahead and 2 back.
        func layer(_ weight: Double) -> Naive.GRU {
            Naive.GRU(
                weightIH: [0, 0, 0, 0, weight, weight], weightHH: [Double](repeating: 0, count: 12),
                biasIH: [0, 0, -60, -60, 0, 0], biasHH: [Double](repeating: 0, count: 6), resetBefore: false)
        }
        test.forward = layer(1)
        test.reverse = layer(2)
        test.rows = [[0.25, 0.5]]
        let answer = run(test)
        // tanh of 0.25, 0.5 and 1.
        let (quarter, half, one) = (0.244918662, 0.462117157, 0.761594156)
        expectClose(answer.outputs[0][0], [quarter, quarter, half, half], tolerance: 1e-6)
        expectClose(answer.outputs[0][1], [half, half, one, one], tolerance: 1e-6)
        expectClose(answer.last[0], [half, half, half, half], tolerance: 1e-6)
    }

    @Test("states are the naive layers', whether kept for training or not", arguments: GRUTests.shapes)
    func forward(_ shape: GRUTests.Shape) {
        let test = Case(shape)
        for answer in [run(test), run(test, keep: false)] {
            for row in shape.lengths.indices {
                let (outputs, last) = test.naive(row)
                expectClose(answer.outputs[row].flatMap { $0 }, outputs.flatMap { $0 }, "row \(row)")
                expectClose(answer.last[row], last, "last of row \(row)")
            }
        }
    }

    @Test("gradients are the central differences of the naive layers", .slow, arguments: GRUTests.shapes)
    func backward(_ shape: GRUTests.Shape) {
        let test = Case(shape)
        let answer = run(test)
        func check(_ found: [Double], _ path: WritableKeyPath<Case, [Double]>, _ what: String) {
            let point = test[keyPath: path]
            // Every value moves alone; of the larger arrays a spread of them.
            let chosen = stride(from: 0, to: point.count, by: max(1, point.count / 16)).map { $0 }
            let differences = centralDifferences(chosen.map { point[$0] }) { values in
                var moved = test
                for (index, value) in zip(chosen, values) { moved[keyPath: path][index] = value }
                return moved.loss()
            }
            expectClose(chosen.map { found[$0] }, differences, tolerance: 2e-5, what)
        }
        let layers: [WritableKeyPath<Case, Naive.GRU>] = [\.forward, \.reverse]
        for (direction, path) in layers.enumerated() {
            let paths: [WritableKeyPath<Naive.GRU, [Double]>] = [\.weightIH, \.weightHH, \.biasIH, \.biasHH]
            for (index, part) in paths.enumerated() {
                check(
                    answer.gradients[direction][index], path.appending(path: part),
                    "direction \(direction), part \(index)")
            }
        }
        for row in shape.lengths.indices where shape.lengths[row] > 0 {
            check(answer.dRows[row], \.rows[row], "inputs of row \(row)")
        }
    }

    @Test("a cache used for other shapes, and gradients written over the inputs, change no bit")
    func repetition() {
        for before in [false, true] {
            let cache = BidirectionalGRUCache()
            let test = Case(GRUTests.Shape(inputs: 3, hidden: 18, lengths: [2, 4, 0, 9], before: before))
            let first = run(test, cache: cache)
            _ = run(Case(GRUTests.Shape(inputs: 5, hidden: 34, lengths: [6, 1, 3], before: before)), cache: cache)
            #expect(run(test, cache: cache) == first)
            #expect(run(test, inPlace: true) == first)
        }
    }
}
