import Kernels
import TestSupport
import Testing

@Suite("GRU")
struct GRUTests {
    /// A shape to try: sizes, one length per sequence, and where the reset gate acts.
    struct Shape: CustomTestStringConvertible, Sendable {
        let inputs: Int
        let hidden: Int
        let lengths: [Int]
        let before: Bool

        var testDescription: String {
            "I \(inputs), H \(hidden), lengths \(lengths), reset \(before ? "before" : "after")"
        }
    }

    /// Odd sizes, vectors shorter than, equal to and longer than 16 lanes; length 1, empty sequences, batch 1.
    static let shapes: [Shape] = [false, true].flatMap { before in
        [
            Shape(inputs: 1, hidden: 2, lengths: [1], before: before),
            Shape(inputs: 3, hidden: 5, lengths: [4, 1, 0, 2], before: before),
            Shape(inputs: 2, hidden: 16, lengths: [2, 3], before: before),
            Shape(inputs: 4, hidden: 19, lengths: [3, 3, 1], before: before),
            Shape(inputs: 5, hidden: 34, lengths: [2], before: before),
            // More sequences than packed rows.
            Shape(inputs: 2, hidden: 34, lengths: [0, 1, 0, 0] + Array(repeating: 0, count: 40), before: before),
        ]
    }

    /// A layer with random weights and sequences, in both forms.
    struct Case {
        let shape: Shape
        var naive: Naive.GRU
        /// `[T, I]` of each row.
        var rows: [[Double]]
        /// Weights of the loss: on the last states by row, and on every state.
        let onLast: [[Double]]
        let onStates: [[Double]]

        init(_ shape: Shape) {
            var generator = TestGenerator(UInt64(shape.inputs * 100 + shape.hidden))
            let (i, h) = (shape.inputs, shape.hidden)
            naive = Naive.GRU(
                weightIH: generator.values(3 * h * i), weightHH: generator.values(3 * h * h),
                biasIH: generator.values(3 * h), biasHH: generator.values(3 * h), resetBefore: shape.before)
            rows = shape.lengths.map { generator.values($0 * i) }
            onLast = shape.lengths.map { _ in generator.values(h) }
            onStates = shape.lengths.map { generator.values($0 * h) }
            self.shape = shape
        }

        /// The loss by the naive layer.
        func loss() -> Double {
            rows.indices.reduce(0) { sum, row in
                let states = naive.states(rows[row])
                return sum + weighted(states.last ?? [], onLast[row]) + weighted(states.flatMap { $0 }, onStates[row])
            }
        }
    }

    /// The fast layer's answers, in the form of the naive one's.
    struct Answer {
        var last: [[Double]] = []
        var states: [[Double]] = []
        var dRows: [[Double]] = []
        var dWeightIH: [Double] = []
        var dWeightHH: [Double] = []
        var dBiasIH: [Double] = []
        var dBiasHH: [Double] = []
    }

    func run(_ test: Case, keep: Bool = true, cache: GRUCache = GRUCache()) -> Answer {
        let (i, h) = (test.shape.inputs, test.shape.hidden)
        useOneThreadPerProduct()
        let weights = GRUWeights(inputs: i, hidden: h, resetGate: test.shape.before ? .before : .after)
        weights.pack(
            weightIH: FloatBuffer(test.naive.weightIH).pointer, weightHH: FloatBuffer(test.naive.weightHH).pointer,
            biasIH: FloatBuffer(test.naive.biasIH).pointer, biasHH: FloatBuffer(test.naive.biasHH).pointer)
        var packed = PackedSequences()
        packed.plan(test.shape.lengths)
        func pack(_ rows: [[Double]], _ width: Int) -> FloatBuffer {
            var values = [Double](repeating: 0, count: packed.total * width)
            for place in 0..<packed.rows {
                for step in 0..<packed.lengths[place] {
                    for column in 0..<width {
                        values[(packed.offsets[step] + place) * width + column] =
                            rows[packed.order[place]][step * width + column]
                    }
                }
            }
            return FloatBuffer(values)
        }
        func unpack(_ pointer: MutableFloats, _ width: Int) -> [[Double]] {
            var rows = test.shape.lengths.map { [Double](repeating: 0, count: $0 * width) }
            for place in 0..<packed.rows {
                for step in 0..<packed.lengths[place] {
                    for column in 0..<width {
                        rows[packed.order[place]][step * width + column] = Double(
                            pointer[(packed.offsets[step] + place) * width + column])
                    }
                }
            }
            return rows
        }
        let x = pack(test.rows, i)
        let last = FloatBuffer([Double](repeating: .nan, count: packed.rows * h))
        gruForward(
            cache, last: last.pointer, x: x.pointer, weights: weights, packed: packed, keep: keep, wantsOutputs: true)
        var answer = Answer()
        answer.last = test.shape.lengths.map { _ in [] }
        for place in 0..<packed.rows {
            answer.last[packed.order[place]] = (0..<h).map { Double(last.pointer[place * h + $0]) }
        }
        answer.states = unpack(cache.outputs.pointer, h)
        guard keep else { return answer }
        let gradients = [3 * h * i, 3 * h * h, 3 * h, 3 * h].map { FloatBuffer([Double](repeating: 0, count: $0)) }
        let dx = FloatBuffer([Double](repeating: .nan, count: packed.total * i))
        let memory = FloatBuffer([Double](repeating: 0, count: 3 * h * (i + h + 2)))
        let packedGradients = GRUGradients(memory.pointer, inputs: i, hidden: h)
        gruBackward(
            cache, dLast: FloatBuffer(packed.order.flatMap { test.onLast[$0] }).pointer,
            dOutputs: pack(test.onStates, h).pointer, x: x.pointer, dx: dx.pointer, weights: weights, packed: packed,
            gradients: packedGradients)
        weights.unpack(
            packedGradients, dWeightIH: gradients[0].pointer, dWeightHH: gradients[1].pointer,
            dBiasIH: gradients[2].pointer, dBiasHH: gradients[3].pointer)
        answer.dRows = unpack(dx.pointer, i)
        answer.dWeightIH = gradients[0].values(3 * h * i)
        answer.dWeightHH = gradients[1].values(3 * h * h)
        answer.dBiasIH = gradients[2].values(3 * h)
        answer.dBiasHH = gradients[3].values(3 * h)
        return answer
    }

    @Test("one step from the zero state by hand: h' = (1 - z) n")
    func byHand() {
        // W = 0 and U = 0; biases alone: r = σ(0), z = σ(0) = 1/2, n = tanh(1 + r · 2) = tanh(2).
        let shape = Shape(inputs: 1, hidden: 2, lengths: [1], before: false)
        var test = Case(shape)
        test.naive = Naive.GRU(
            weightIH: [Double](repeating: 0, count: 6), weightHH: [Double](repeating: 0, count: 12),
            biasIH: [0, 0, 0, 0, 1, 1], biasHH: [0, 0, 0, 0, 2, 2], resetBefore: false)
        expectClose(run(test).last[0], [0.482013790, 0.482013790], tolerance: 1e-6)
    }

    @Test("states are the naive layer's, whether kept for training or not", arguments: shapes)
    func forward(_ shape: Shape) {
        let test = Case(shape)
        let kept = run(test)
        let passing = run(test, keep: false)
        // The products' rows are rounded up in inference only, which may round their sums differently.
        expectClose(kept.last.flatMap { $0 }, passing.last.flatMap { $0 }, tolerance: 1e-6)
        expectClose(kept.states.flatMap { $0 }, passing.states.flatMap { $0 }, tolerance: 1e-6)
        for row in shape.lengths.indices {
            let states = test.naive.states(test.rows[row])
            expectClose(kept.states[row], states.flatMap { $0 }, "row \(row)")
            expectClose(
                kept.last[row], states.last ?? [Double](repeating: 0, count: shape.hidden), "last of row \(row)")
        }
    }

    @Test("gradients are the central differences of the naive layer", .slow, arguments: shapes)
    func backward(_ shape: Shape) {
        let test = Case(shape)
        let answer = run(test)
        func check(_ found: [Double], _ path: WritableKeyPath<Case, [Double]>, _ what: String) {
            // Larger arrays: every value moves alone, so check a spread of them.
            let point = test[keyPath: path]
            let chosen = stride(from: 0, to: point.count, by: max(1, point.count / 16)).map { $0 }
            let differences = centralDifferences(chosen.map { point[$0] }) { values in
                var moved = test
                for (index, value) in zip(chosen, values) { moved[keyPath: path][index] = value }
                return moved.loss()
            }
            expectClose(chosen.map { found[$0] }, differences, tolerance: 2e-5, what)
        }
        check(answer.dWeightIH, \.naive.weightIH, "dWeightIH")
        check(answer.dWeightHH, \.naive.weightHH, "dWeightHH")
        check(answer.dBiasIH, \.naive.biasIH, "dBiasIH")
        check(answer.dBiasHH, \.naive.biasHH, "dBiasHH")
        for row in shape.lengths.indices where shape.lengths[row] > 0 {
            check(answer.dRows[row], \.rows[row], "dx of row \(row)")
        }
    }

    @Test("a used cache changes nothing", arguments: [false, true])
    func repetition(before: Bool) {
        let cache = GRUCache()
        let test = Case(Shape(inputs: 3, hidden: 18, lengths: [2, 4], before: before))
        let first = run(test, cache: cache)
        _ = run(Case(Shape(inputs: 5, hidden: 34, lengths: [6, 1, 3], before: before)), cache: cache)
        let second = run(test, cache: cache)
        #expect(first.last == second.last && first.states == second.states)
        #expect(first.dWeightIH == second.dWeightIH && first.dWeightHH == second.dWeightHH)
        #expect(first.dRows == second.dRows && first.dBiasHH == second.dBiasHH)
    }

    @Test("several runs of steps give what one gives: long sequences against the naive layer")
    func longSequences() {
        let test = Case(Shape(inputs: 2, hidden: 3, lengths: [150, 90, 7], before: false))
        let answer = run(test)
        for row in test.rows.indices {
            expectClose(answer.last[row], test.naive.states(test.rows[row]).last ?? [], "row \(row)")
        }
        let differences = centralDifferences(test.naive.biasHH) { bias in
            var moved = test
            moved.naive.biasHH = bias
            return moved.loss()
        }
        expectClose(answer.dBiasHH, differences, tolerance: 5e-5)
    }
}
