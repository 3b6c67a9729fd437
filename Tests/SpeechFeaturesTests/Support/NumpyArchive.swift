import Foundation
import TestSupport

/// Reads arrays out of NumPy's `.npz`, a zip file of `.npy` files.
struct NumpyArchive {
    enum Failure: Error { case notAnArchive(String), noMember(String), badDeflate }

    private let bytes: [UInt8]
    private var members: [String: (method: Int, offset: Int, compressed: Int, size: Int)] = [:]

    init(contentsOf url: URL) throws {
        bytes = [UInt8](try Data(contentsOf: url))
        // The end record carries no comment in these files: it is the last 22 bytes.
        let end = bytes.count - 22
        guard end > 0, number(end, 4) == 0x0605_4B50 else { throw Failure.notAnArchive(url.path) }
        var at = number(end + 16, 4)
        for _ in 0..<number(end + 10, 2) {
            let nameLength = number(at + 28, 2)
            let name = String(decoding: bytes[at + 46..<at + 46 + nameLength], as: UTF8.self)
            let local = number(at + 42, 4)
            let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
            members[name] = (number(at + 10, 2), start, number(at + 20, 4), number(at + 24, 4))
            at += 46 + nameLength + number(at + 30, 2) + number(at + 32, 2)
        }
    }

    /// One array, by its name without `.npy`.
    func array(_ name: String) throws -> NPY {
        guard let member = members[name + ".npy"] else { throw Failure.noMember(name) }
        let data = bytes[member.offset..<member.offset + member.compressed]
        let content = member.method == 0 ? Array(data) : try Inflate.decompress(Array(data), size: member.size)
        let folder = try TemporaryFolder()
        let path = try folder.write(Data(content), to: "member.npy")
        return try NPY(contentsOf: URL(fileURLWithPath: path))
    }

    private func number(_ at: Int, _ size: Int) -> Int {
        (0..<size).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }
}

/// Decompression of the DEFLATE format (RFC 1951), written for brevity.
private struct Inflate {
    private let input: [UInt8]
    private var at = 0
    private var bits: UInt32 = 0
    private var bitCount = 0

    static func decompress(_ input: [UInt8], size: Int) throws -> [UInt8] {
        var inflate = Inflate(input: input)
        var output: [UInt8] = []
        output.reserveCapacity(size)
        var isLast = false
        while !isLast {
            isLast = inflate.take(1) == 1
            switch inflate.take(2) {
            case 0: inflate.copyStored(to: &output)
            case 1:
                let literals = [(144, 8), (112, 9), (24, 7), (8, 8)].flatMap { [Int](repeating: $1, count: $0) }
                try inflate.expand(Codes(literals), Codes([Int](repeating: 5, count: 30)), to: &output)
            case 2:
                let (literals, distances) = try inflate.readCodes()
                try inflate.expand(literals, distances, to: &output)
            default: throw NumpyArchive.Failure.badDeflate
            }
        }
        guard output.count == size else { throw NumpyArchive.Failure.badDeflate }
        return output
    }

    private init(input: [UInt8]) { self.input = input }

    /// Symbols by their next bits: 15 bits of look-ahead give the symbol and its length.
    private struct Codes {
        /// `symbol << 4 | length`, 0 for no code.
        var table = [Int](repeating: 0, count: 1 << 15)

        init(_ lengths: [Int]) {
            var code = 0
            for length in 1...15 {
                for (symbol, symbolLength) in lengths.enumerated() where symbolLength == length {
                    // Codes are sent from their highest bit, so the look-ahead holds them reversed.
                    var reversed = 0
                    for bit in 0..<length where code >> bit & 1 == 1 { reversed |= 1 << (length - 1 - bit) }
                    var entry = reversed
                    while entry < table.count {
                        table[entry] = symbol << 4 | length
                        entry += 1 << length
                    }
                    code += 1
                }
                code <<= 1
            }
        }
    }

    private mutating func fill() {
        while bitCount <= 24 {
            bits |= (at < input.count ? UInt32(input[at]) : 0) << UInt32(bitCount)
            at += 1
            bitCount += 8
        }
    }

    private mutating func take(_ count: Int) -> Int {
        guard count > 0 else { return 0 }
        fill()
        let value = Int(bits & (1 << UInt32(count) - 1))
        bits >>= UInt32(count)
        bitCount -= count
        return value
    }

    private mutating func symbol(_ codes: Codes) throws -> Int {
        fill()
        let entry = codes.table[Int(bits & 0x7FFF)]
        guard entry != 0 else { throw NumpyArchive.Failure.badDeflate }
        bits >>= UInt32(entry & 15)
        bitCount -= entry & 15
        return entry >> 4
    }

    private mutating func copyStored(to output: inout [UInt8]) {
        _ = take(bitCount % 8)
        let count = take(16)
        _ = take(16)
        for _ in 0..<count { output.append(UInt8(take(8))) }
    }

    private mutating func readCodes() throws -> (Codes, Codes) {
        let (literals, distances, count) = (take(5) + 257, take(5) + 1, take(4) + 4)
        let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
        var lengths = [Int](repeating: 0, count: 19)
        for place in 0..<count { lengths[order[place]] = take(3) }
        let codes = Codes(lengths)
        lengths = []
        while lengths.count < literals + distances {
            switch try symbol(codes) {
            case 16: lengths += [Int](repeating: lengths.last ?? 0, count: 3 + take(2))
            case 17: lengths += [Int](repeating: 0, count: 3 + take(3))
            case 18: lengths += [Int](repeating: 0, count: 11 + take(7))
            case let length: lengths.append(length)
            }
        }
        return (Codes(Array(lengths[..<literals])), Codes(Array(lengths[literals...])))
    }

    private mutating func expand(_ literals: Codes, _ distances: Codes, to output: inout [UInt8]) throws {
        while true {
            let value = try symbol(literals)
            if value < 256 {
                output.append(UInt8(value))
            } else if value == 256 {
                return
            } else {
                let length = value == 285 ? 258 : base(value - 257, extraPer: 4) + 3
                let distance = base(try symbol(distances), extraPer: 2) + 1
                guard distance <= output.count else { throw NumpyArchive.Failure.badDeflate }
                for _ in 0..<length { output.append(output[output.count - distance]) }
            }
        }
    }

    /// Lengths and distances alike grow in groups of `extraPer` codes, each group with one extra bit more.
    private mutating func base(_ code: Int, extraPer: Int) -> Int {
        guard code >= 2 * extraPer else { return code }
        let extra = code / extraPer - 1
        return (extraPer + code % extraPer) << extra + take(extra)
    }
}
