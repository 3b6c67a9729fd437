import Corpus
import Testing

@Suite("SeededGenerator")
struct SeededGeneratorTests {
    /// Made by an independent implementation of splitmix64.c and xoshiro256starstar.c in Python.
    @Test("the first values of a seed are pinned")
    func pinned() {
        var zero = SeededGenerator(seed: 0)
        #expect(
            (0..<4).map { _ in zero.next() } == [
                0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0, 0x6aa594f1262d2d2c,
            ])
        var other = SeededGenerator(seed: 12345)
        #expect(
            (0..<4).map { _ in other.next() } == [
                0xbe6a36374160d49b, 0x214aaa0637a688c6, 0xf69d16de9954d388, 0x0c60048c4e96e033,
            ])
        var stream = SeededGenerator(seed: 7, stream: "folds")
        #expect((0..<2).map { _ in stream.next() } == [0x3f5d83ff7163c79e, 0x4266ac94169fbc07])
    }

    @Test("streams of one seed differ")
    func streams() {
        var (folds, dropout) = (SeededGenerator(seed: 7, stream: "folds"), SeededGenerator(seed: 7, stream: "dropout"))
        #expect(folds.next() != dropout.next())
    }

    @Test("uniform numbers fill [0, 1) evenly")
    func uniform() {
        var generator = SeededGenerator(seed: 1)
        let doubles = (0..<20_000).map { _ in generator.uniform() }
        let floats = (0..<20_000).map { _ in generator.uniformFloat() }
        #expect(doubles.allSatisfy { $0 >= 0 && $0 < 1 } && floats.allSatisfy { $0 >= 0 && $0 < 1 })
        // The standard deviation of the mean is 0.002.
        #expect(abs(doubles.reduce(0, +) / 20_000 - 0.5) < 0.01)
        #expect(abs(floats.reduce(0, +) / 20_000 - 0.5) < 0.01)
    }

    @Test("whole numbers are in range and equally likely", arguments: [1, 2, 7, 1000])
    func below(count: Int) {
        var generator = SeededGenerator(seed: 2)
        var seen = Array(repeating: 0, count: count)
        for _ in 0..<(count * 200) { seen[generator.below(count)] += 1 }
        // 200 expected each, standard deviation about 14.
        #expect(seen.allSatisfy { abs($0 - 200) < 90 })
    }

    @Test("normal numbers have mean 0 and deviation 1")
    func normal() {
        var generator = SeededGenerator(seed: 3)
        let values = (0..<20_000).map { _ in generator.normal() }
        #expect(abs(values.reduce(0, +) / 20_000) < 0.03)
        #expect(abs(values.map { $0 * $0 }.reduce(0, +) / 20_000 - 1) < 0.05)
    }

    @Test("a shuffle loses nothing and reaches every order")
    func shuffle() {
        var generator = SeededGenerator(seed: 4)
        var counts: [[Int]: Int] = [:]
        for _ in 0..<6_000 {
            var values = [1, 2, 3]
            generator.shuffle(&values)
            counts[values, default: 0] += 1
        }
        #expect(counts.count == 6)
        #expect(counts.values.allSatisfy { abs($0 - 1_000) < 150 })
        var empty: [Int] = []
        generator.shuffle(&empty)
        #expect(empty.isEmpty)
    }
}
