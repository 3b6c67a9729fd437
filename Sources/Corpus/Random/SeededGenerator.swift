import Glibc

/// Random numbers that are the same for a seed on every machine and in every release.
///
/// ```swift
/// var generator = SeededGenerator(seed: 7, stream: "folds")
/// var order = Array(0..<100)
/// generator.shuffle(&order)
/// ```
///
/// The algorithm is xoshiro256** with its state filled by SplitMix64; the first values are pinned in a test. Use the
/// methods here and not the standard library's `shuffled(using:)` or `random(in:using:)`, whose way from generator to
/// result is not promised to stay.
///
/// - Source: D. Blackman and S. Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021; S. Vigna, splitmix64.c.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// A generator for `seed`.
    public init(seed: UInt64) {
        var mixer = SplitMix64(state: seed)
        state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
    }

    /// A generator for one purpose among several that share a seed, such as `"folds"` or `"dropout"`.
    ///
    /// Streams of different names are independent, so that asking one for more numbers does not move another.
    /// - Parameters:
    ///   - seed: the run's seed.
    ///   - stream: the purpose; its UTF-8 bytes are hashed with 64-bit FNV-1a.
    public init(seed: UInt64, stream: String) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in stream.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        var mixer = SplitMix64(state: seed)
        self.init(seed: mixer.next() ^ hash)
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        let result = Self.rotate(state.1 &* 5, by: 7) &* 9
        let carried = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= carried
        state.3 = Self.rotate(state.3, by: 45)
        return result
    }

    /// A number in [0, 1), a multiple of 2⁻⁵³.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number in [0, 1), a multiple of 2⁻²⁴.
    public mutating func uniformFloat() -> Float { Float(next() >> 40) * 0x1p-24 }

    /// A whole number in 0..<`count`, which is at least 1, each equally likely.
    ///
    /// - Source: D. Lemire, "Fast Random Integer Generation in an Interval", 2019.
    public mutating func below(_ count: Int) -> Int {
        precondition(count > 0, "a choice needs at least one possibility")
        let bound = UInt64(count)
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let threshold = (0 &- bound) % bound
            while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
        }
        return Int(product.high)
    }

    /// A number from the normal distribution of mean 0 and standard deviation 1.
    ///
    /// Marsaglia's polar method; the second number of each pair is thrown away, so the state is the generator's alone.
    public mutating func normal() -> Double {
        while true {
            let x = 2 * uniform() - 1
            let y = 2 * uniform() - 1
            let square = x * x + y * y
            if square > 0, square < 1 { return x * (-2 * log(square) / square).squareRoot() }
        }
    }

    /// Puts `values` in random order, each order equally likely (Fisher and Yates, from the end).
    public mutating func shuffle<Value>(_ values: inout [Value]) {
        var last = values.count - 1
        while last > 0 {
            values.swapAt(last, below(last + 1))
            last -= 1
        }
    }

    private static func rotate(_ value: UInt64, by bits: UInt64) -> UInt64 {
        (value << bits) | (value >> (64 - bits))
    }
}

extension SeededGenerator: Codable {
    /// Continues where the encoded generator stood.
    ///
    /// - Throws: `DecodingError` for words that are no state: other than four, or all zero.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let words = try container.decode([UInt64].self)
        guard words.count == 4, words.contains(where: { $0 != 0 }) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a generator's state is four words that are not all zero")
        }
        state = (words[0], words[1], words[2], words[3])
    }

    /// Encodes the state, as four words.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode([state.0, state.1, state.2, state.3])
    }
}

extension SeededGenerator: Equatable {
    public static func == (left: SeededGenerator, right: SeededGenerator) -> Bool { left.state == right.state }
}

/// Spreads a seed over as many 64-bit words as are asked for.
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
