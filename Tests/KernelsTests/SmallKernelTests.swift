import Foundation
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

@Suite("MatrixMultiply")
struct MatrixMultiplyTests {
    @Test("all four forms agree with the sum of products and accumulate on demand", arguments: [false, true])
    func forms(accumulate: Bool) {
        var generator = TestGenerator(3)
        let (rows, columns, inner) = (5, 18, 7)
        let a = generator.values(rows * inner)
        let b = generator.values(inner * columns)
        func transposed(_ values: [Double], _ width: Int) -> [Double] {
            (0..<values.count).map { values[$0 % (values.count / width) * width + $0 / (values.count / width)] }
        }
        let expected = (0..<rows * columns).map { index in
            (0..<inner).reduce(accumulate ? 2.0 : 0) { sum, k in
                sum + a[index / columns * inner + k] * b[k * columns + index % columns]
            }
        }
        for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
            let c = FloatBuffer([Double](repeating: 2, count: rows * columns))
            matrixMultiply(
                c.pointer, columns, a: FloatBuffer(transposeA ? transposed(a, inner) : a).pointer,
                transposeA ? rows : inner, transposeA: transposeA,
                b: FloatBuffer(transposeB ? transposed(b, columns) : b).pointer, transposeB ? inner : columns,
                transposeB: transposeB, rows: rows, columns: columns, inner: inner, accumulate: accumulate)
            expectClose(c.values(rows * columns), expected, "\(transposeA) \(transposeB)")
        }
    }

    @Test("transposing copies and adds", arguments: [(1, 1), (3, 40), (33, 17)])
    func transposition(rows: Int, columns: Int) {
        let source = (0..<rows * columns).map(Double.init)
        let expected = (0..<rows * columns).map { source[$0 % rows * columns + $0 / rows] }
        let target = FloatBuffer([Double](repeating: 0, count: rows * columns))
        copyTransposed(target.pointer, rows, source: FloatBuffer(source).pointer, columns, rows: rows, columns: columns)
        #expect(target.values(rows * columns) == expected)
        addTransposed(target.pointer, rows, source: FloatBuffer(source).pointer, columns, rows: rows, columns: columns)
        #expect(target.values(rows * columns) == expected.map { 2 * $0 })
    }
}

@Suite("Elementwise")
struct ElementwiseTests {
    /// Values from tiny to where the functions saturate, both signs.
    static let points: [Double] = (0..<4000).map { index in
        let magnitude = exp(-16 + Double(index / 2) * 0.0102)
        return Double(Float(index % 2 == 0 ? magnitude : -magnitude))
    }

    func worst(_ function: (MutableFloats, Int) -> Void, _ reference: (Double) -> Double, _ points: [Double]) -> Double
    {
        let values = FloatBuffer(points)
        function(values.pointer, points.count)
        return zip(values.values(points.count), points)
            .map { abs($0 - reference($1)) / abs(reference($1)) }.max() ?? 0
    }

    @Test("exponential, sigmoid and tanh are exact to a relative 1e-6 wherever float32 is normal")
    func accuracy() {
        let small = Self.points.filter { abs($0) < 86 }
        #expect(worst({ Elementwise.exponential($0, count: $1) }, { exp($0) }, small) < 1e-6)
        #expect(worst({ Elementwise.sigmoid($0, count: $1) }, { 1 / (1 + exp(-$0)) }, small) < 1e-6)
        #expect(worst({ Elementwise.hyperbolicTangent($0, count: $1) }, { tanh($0) }, Self.points) < 1e-6)
    }

    @Test("infinities saturate, zero is exact and NaN stays NaN")
    func limits() {
        let points: [Double] = [0, .infinity, -.infinity, .nan]
        let sigmoid = FloatBuffer(points)
        Elementwise.sigmoid(sigmoid.pointer, count: 4)
        #expect(sigmoid.pointer[0] == 0.5 && sigmoid.pointer[1] == 1 && sigmoid.pointer[2] < 1e-37)
        #expect(sigmoid.pointer[3].isNaN)
        let tangent = FloatBuffer(points)
        Elementwise.hyperbolicTangent(tangent.pointer, count: 4)
        #expect(tangent.pointer[0] == 0 && tangent.pointer[1] == 1 && tangent.pointer[2] == -1)
        #expect(tangent.pointer[3].isNaN)
    }
}

@Suite("Embedding")
struct EmbeddingTests {
    @Test("rows come out, gradients add up in their rows, strangers count as row 1")
    func lookUp() {
        let table = FloatBuffer([1, 2, 3, 4, 5, 6])
        let row = FloatBuffer([0, 0])
        for (token, expected) in [(Int32(0), [1.0, 2]), (2, [5, 6]), (3, [3, 4]), (-1, [3, 4])] {
            embeddingForward(row.pointer, token: token, table: table.pointer, vocabulary: 3, size: 2)
            #expect(row.values(2) == expected)
        }
        let dTable = FloatBuffer([Double](repeating: 0, count: 6))
        for token: Int32 in [2, 7, 2] {
            embeddingBackward(
                dTable.pointer, token: token, dRow: FloatBuffer([1, 10]).pointer, vocabulary: 3, size: 2)
        }
        #expect(dTable.values(6) == [0, 0, 1, 10, 2, 20])
    }
}

@Suite("DotAttention")
struct DotAttentionTests {
    @Test("by hand: equal scores average the states")
    func byHand() {
        let answer = run(query: [[0, 0]], states: [[[1, 2], [3, 6]]])
        #expect(answer.z == [[2, 4]])
        #expect(answer.weights == [[0.5, 0.5]])
    }

    @Test("values and gradients are the naive attention's", arguments: [[1], [3, 1, 0, 5], [2, 17]], [2, 5, 19])
    func against(lengths: [Int], hidden: Int) {
        var generator = TestGenerator(11)
        let query = lengths.map { _ in generator.values(hidden) }
        let states = lengths.map { length in (0..<length).map { _ in generator.values(hidden) } }
        let dz = lengths.map { _ in generator.values(hidden) }
        let answer = run(query: query, states: states, dz: dz)
        for row in lengths.indices {
            let (z, weights) = Naive.attention(query: query[row], states: states[row])
            expectClose(answer.z[row], z)
            expectClose(answer.weights[row], weights)
            func loss(_ query: [Double], _ states: [[Double]]) -> Double {
                weighted(Naive.attention(query: query, states: states).z, dz[row])
            }
            expectClose(
                answer.dQuery[row], centralDifferences(query[row]) { loss($0, states[row]) }, tolerance: 1e-5)
            for step in states[row].indices {
                let differences = centralDifferences(states[row][step]) { moved in
                    var all = states[row]
                    all[step] = moved
                    return loss(query[row], all)
                }
                expectClose(answer.dStates[row][step], differences, tolerance: 1e-5)
            }
        }
    }

    struct Answer {
        var z: [[Double]]
        var weights: [[Double]]
        var dQuery: [[Double]]
        var dStates: [[[Double]]]
    }

    func run(query: [[Double]], states: [[[Double]]], dz: [[Double]]? = nil) -> Answer {
        let hidden = query[0].count
        var packed = PackedSequences()
        packed.plan(states.map(\.count))
        let flat = (0..<packed.steps).flatMap { step in
            (0..<packed.alive[step]).flatMap { states[packed.order[$0]][step] }
        }
        let z = FloatBuffer([Double](repeating: .nan, count: packed.rows * hidden))
        let weights = FloatBuffer([Double](repeating: .nan, count: packed.rows * packed.steps))
        let queries = FloatBuffer(packed.order.flatMap { query[$0] })
        let packedStates = FloatBuffer(flat)
        dotAttentionForward(
            z.pointer, weights: weights.pointer, query: queries.pointer, states: packedStates.pointer, packed: packed,
            hidden: hidden)
        let dStates = FloatBuffer([Double](repeating: .nan, count: flat.count))
        let dQuery = FloatBuffer([Double](repeating: .nan, count: packed.rows * hidden))
        let dzRows = dz ?? query
        dotAttentionBackward(
            dStates: dStates.pointer, dQuery: dQuery.pointer,
            scratch: FloatBuffer([Double](repeating: 0, count: packed.steps)).pointer,
            dz: FloatBuffer(packed.order.flatMap { dzRows[$0] }).pointer, weights: weights.pointer,
            query: queries.pointer, states: packedStates.pointer, packed: packed, hidden: hidden)
        var answer = Answer(z: query, weights: query, dQuery: query, dStates: states)
        for place in 0..<packed.rows {
            let row = packed.order[place]
            func slice(_ buffer: FloatBuffer, _ start: Int, _ count: Int) -> [Double] {
                (0..<count).map { Double(buffer.pointer[start + $0]) }
            }
            answer.z[row] = slice(z, place * hidden, hidden)
            answer.weights[row] = slice(weights, place * packed.steps, packed.lengths[place])
            answer.dQuery[row] = slice(dQuery, place * hidden, hidden)
            for step in 0..<packed.lengths[place] {
                answer.dStates[row][step] = slice(dStates, (packed.offsets[step] + place) * hidden, hidden)
            }
        }
        return answer
    }
}
