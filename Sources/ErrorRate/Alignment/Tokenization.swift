/// How text is cut into the units that are compared.
///
/// White space is that of Python's `str.isspace`, so that figures agree with tools written there: Unicode's, and the four
/// separators U+001C to U+001F.
public enum Tokenization: String, Sendable, CaseIterable {
    /// Words: what stands between white space of any kind.
    case whiteSpace
    /// Words as jiwer's default transforms cut them: a single tab, newline or no-break space inside the text does not
    /// separate. This is the only difference from `whiteSpace`.
    case jiwer
    /// Unicode code points, inner spaces included; white space at both ends is left out.
    case characters

    /// The units of a text, as places in its UTF-8 bytes.
    public func ranges(in text: String) -> [Range<Int>] {
        var text = text
        var ranges: [Range<Int>] = []
        text.withUTF8 { bytes in forEachRange(in: bytes) { ranges.append($0) } }
        return ranges
    }

    /// The units of a text.
    public func tokens(in text: String) -> [String] {
        let bytes = Array(text.utf8)
        return ranges(in: text).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    /// Gives each unit's place to `body`, first to last.
    @inline(__always)
    func forEachRange(in bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
        switch self {
        case .whiteSpace:
            var start = 0
            var position = 0
            while position < bytes.count {
                let space = WhiteSpace.length(bytes, at: position)
                if space == 0 {
                    position += 1
                } else {
                    if start < position { body(start..<position) }
                    position += space
                    start = position
                }
            }
            if start < position { body(start..<position) }
        case .jiwer:
            let inner = WhiteSpace.trimmed(bytes)
            var start = inner.lowerBound
            var position = start
            while position < inner.upperBound {
                let run = WhiteSpace.run(bytes, at: position)
                if run.count > 1 || run.count == 1 && bytes[position] == UInt8(ascii: " ") {
                    body(start..<position)
                    start = position + run.length
                }
                position += max(1, run.length)
            }
            if start < inner.upperBound { body(start..<inner.upperBound) }
        case .characters:
            let inner = WhiteSpace.trimmed(bytes)
            var start = inner.lowerBound
            while start < inner.upperBound {
                var end = start + 1
                while end < inner.upperBound, bytes[end] & 0xc0 == 0x80 { end += 1 }
                body(start..<end)
                start = end
            }
        }
    }
}

/// White space in UTF-8 bytes.
enum WhiteSpace {
    /// Whether Python's `str.isspace` says so.
    @inline(__always)
    static func contains(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return scalar == " " || (0x09...0x0d).contains(scalar.value) || (0x1c...0x1f).contains(scalar.value)
        }
        return scalar.properties.isWhitespace
    }

    /// The bytes of the white space character that begins at `position`, 0 where there is none.
    @inline(__always)
    static func length(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
        let first = bytes[position]
        if first > 0x20 { return first < 0xc2 || first > 0xe3 ? 0 : wideLength(bytes, at: position) }
        return first == 0x20 || (0x09...0x0d).contains(first) || (0x1c...0x1f).contains(first) ? 1 : 0
    }

    private static func wideLength(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
        let second = position + 1 < bytes.count ? bytes[position + 1] : 0
        let third = position + 2 < bytes.count ? bytes[position + 2] : 0
        switch (bytes[position], second, third) {
        case (0xc2, 0x85, _), (0xc2, 0xa0, _): return 2
        case (0xe1, 0x9a, 0x80), (0xe2, 0x81, 0x9f), (0xe3, 0x80, 0x80): return 3
        case (0xe2, 0x80, 0x80...0x8a), (0xe2, 0x80, 0xa8...0xa9), (0xe2, 0x80, 0xaf): return 3
        default: return 0
        }
    }

    /// The white space that begins at `position`: its characters and its bytes.
    static func run(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (count: Int, length: Int) {
        var run = (count: 0, length: 0)
        while position + run.length < bytes.count {
            let length = length(bytes, at: position + run.length)
            if length == 0 { break }
            run.count += 1
            run.length += length
        }
        return run
    }

    /// What is left without the white space at both ends.
    static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        let start = run(bytes, at: 0).length
        var end = bytes.count
        while end > start {
            var last = end - 1
            while last > start, bytes[last] & 0xc0 == 0x80 { last -= 1 }
            if length(bytes, at: last) != end - last { break }
            end = last
        }
        return start..<end
    }
}
