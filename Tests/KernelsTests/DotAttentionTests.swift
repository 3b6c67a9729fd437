import Kernels
import Testing

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
