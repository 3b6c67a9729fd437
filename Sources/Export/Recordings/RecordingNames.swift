import Corpus

/// Names of files for recordings: safe wherever the names in the table come from, and no two the same.
///
/// A recording keeps its place below the folder that all of them share: `calls/monday/7.wav` beside `calls/tuesday/7.wav`
/// gives `monday/7` and `tuesday/7`. Its ending goes, unless another recording of the folder has the same name without
/// it. Bytes that some system refuses in names (control characters, `<>:"\|?*`), `%`, a leading dot and a dot or space at
/// the end are written as `%` and two hexadecimal digits, so that nothing leads out of the folder; what is longer than
/// 120 bytes is cut. Names that differ only by case or by Unicode normalisation, and names that were cut, get eight
/// digits of a hash of the path.
struct RecordingNames {
    /// The names without ending, in the order of the recordings.
    let names: [String]

    private static let maximumBytes = 120

    /// - Parameter recordings: paths as the table writes them, no two the same.
    init(_ recordings: [String]) {
        let paths = recordings.map { path in
            path.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) }.filter { $0 != [UInt8(ascii: ".")] }
        }
        let shared = Self.sharedFolders(paths)
        var stems: [String: Int] = [:]
        for path in paths { stems[Self.folded(Self.name(path.dropFirst(shared), withEnding: false)), default: 0] += 1 }
        var taken: Set<String> = []
        names = zip(recordings, paths).map { recording, path in
            let own = path.dropFirst(shared)
            var name = Self.name(own, withEnding: false)
            if stems[Self.folded(name), default: 0] > 1 { name = Self.name(own, withEnding: true) }
            let first = name
            var salt = 0
            while !taken.insert(Self.folded(name)).inserted {
                name = "\(first)-\(Self.hash(Array(recording.utf8), salt))"
                salt += 1
            }
            return name
        }
    }

    /// How many folders all paths begin with.
    private static func sharedFolders(_ paths: [[[UInt8]]]) -> Int {
        guard let first = paths.first else { return 0 }
        var count = max(0, first.count - 1)
        for path in paths {
            count = min(count, path.count - 1, zip(first, path).prefix { $0 == $1 }.count)
        }
        return max(0, count)
    }

    /// What file systems without case and with a normal form take for the same; Swift's own equality knows the latter.
    private static func folded(_ name: String) -> String { name.lowercased() }

    private static func name(_ path: ArraySlice<[UInt8]>, withEnding: Bool) -> String {
        guard let last = path.last else { return "recording" }
        var file = last[...]
        if !withEnding, let dot = last.lastIndex(of: UInt8(ascii: ".")), dot > 0 { file = last[..<dot] }
        return (path.dropLast().map { safe($0[...]) } + [safe(file)]).joined(separator: "/")
    }

    private static func safe(_ component: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        for (place, byte) in zip(component.indices, component) {
            let isFirst = place == component.startIndex
            let isLast = place == component.endIndex - 1
            let isDot = byte == UInt8(ascii: ".")
            if byte < 0x20 || byte == 0x7f || "<>:\"\\|?*%".utf8.contains(byte) || isFirst && isDot
                || isLast && (isDot || byte == UInt8(ascii: " "))
            {
                bytes += [UInt8(ascii: "%")] + hexadecimal(byte)
            } else {
                bytes.append(byte)
            }
        }
        guard bytes.count > maximumBytes else { return String(decoding: bytes, as: UTF8.self) }
        var kept = bytes.prefix(maximumBytes - 9)
        while let last = kept.last, last >= 0x80 { kept.removeLast() }
        return String(decoding: kept, as: UTF8.self) + "-" + hash(Array(component), 0)
    }

    /// Eight digits of 64-bit FNV-1a.
    private static func hash(_ bytes: [UInt8], _ salt: Int) -> String {
        var value: UInt64 = 0xcbf2_9ce4_8422_2325 &+ UInt64(salt)
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return (0..<4).map {
            String(decoding: hexadecimal(UInt8(truncatingIfNeeded: value >> ($0 * 8))), as: UTF8.self)
        }
        .joined()
    }

    private static func hexadecimal(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}
