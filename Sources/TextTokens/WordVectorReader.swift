import Crypto
import Glibc

/// Reads a file of word vectors block by block and keeps what a vocabulary knows.
struct WordVectorReader {
    private static let blockSize = 1 << 20
    /// No line of vectors is longer; without a limit a file without line ends would fill the memory.
    private static let longestLine = 1 << 26

    private let path: String
    private let vocabulary: Vocabulary
    private var line = 0
    private var dimension = 0
    private var count = 0
    private var places: [TokenKey: Int] = [:]
    private var values: [Float] = []

    init(path: String, vocabulary: Vocabulary) {
        self.path = path
        self.vocabulary = vocabulary
    }

    mutating func read() throws(TextTokensError) -> WordVectors {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .fileFailed(path: path, code: errno) }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: Self.blockSize)
        // Bytes at the front of the buffer that belong to a line whose end has not come yet.
        var kept = 0
        var hash = SHA256()
        var isFirst = true
        while true {
            if kept == buffer.count {
                guard buffer.count < Self.longestLine else { throw invalid(line + 1, "a line without end") }
                buffer.append(contentsOf: repeatElement(0, count: buffer.count))
            }
            let received = buffer.withUnsafeMutableBytes { bytes in
                Glibc.read(descriptor, bytes.baseAddress?.advanced(by: kept), bytes.count - kept)
            }
            if received < 0 {
                if errno == EINTR { continue }
                throw .fileFailed(path: path, code: errno)
            }
            buffer.withUnsafeBytes {
                hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[kept..<kept + received]))
            }
            if isFirst { try refuseOtherFormats(buffer[..<received]) }
            isFirst = false
            let filled = kept + received
            let start = try buffer.withUnsafeBufferPointer { bytes throws(TextTokensError) in
                try lines(of: UnsafeBufferPointer(rebasing: bytes[..<filled]), isLast: received == 0)
            }
            if received == 0 { break }
            buffer.withUnsafeMutableBufferPointer { bytes in
                guard let base = bytes.baseAddress, start > 0, start < filled else { return }
                base.update(from: base + start, count: filled - start)
            }
            kept = filled - start
        }
        guard dimension > 0 else { throw invalid(1, "the file holds no vectors") }
        let digest = hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        return WordVectors(
            dimension: dimension, fileHash: digest.joined(), fileCount: count, places: places, values: values)
    }

    /// Takes all whole lines; at the end of the file also what has no line end.
    ///
    /// - Returns: where the first line begins that is not whole yet.
    private mutating func lines(
        of bytes: UnsafeBufferPointer<UInt8>, isLast: Bool
    ) throws(TextTokensError) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        var start = 0
        while start < bytes.count {
            let found = memchr(base + start, 0x0a, bytes.count - start)
            guard found != nil || isLast else { return start }
            let end = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) } ?? bytes.count
            try add(UnsafeBufferPointer(rebasing: bytes[start..<end]))
            start = end + 1
        }
        return min(start, bytes.count)
    }

    /// Takes one line, without its line feed.
    private mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) throws(TextTokensError) {
        line += 1
        var end = bytes.count
        while end > 0, bytes[end - 1] == 0x0d || Self.isSeparator(bytes[end - 1]) { end -= 1 }
        if end == 0 { return }
        if dimension == 0 {
            let fields = bytes[..<end].split(whereSeparator: Self.isSeparator)
            if fields.count == 2, line == 1, let size = Int(Self.text(fields[1])), Int(Self.text(fields[0])) != nil {
                guard (1...65_536).contains(size) else { throw invalid(line, "a header that promises \(size) numbers") }
                dimension = size
                return
            }
            let numbers = fields.reversed().prefix { Float(Self.text($0)) != nil }.count
            dimension = min(numbers, fields.count - 1)
            guard dimension > 0 else { throw invalid(line, "no numbers behind the word") }
        }
        let wordEnd = try endOfWord(bytes, end)
        count += 1
        let word = Self.text(bytes[..<wordEnd])
        let key = TokenKey(word)
        guard vocabulary.number(of: word) != Vocabulary.unknownIndex, places[key] == nil else { return }
        let numbers = bytes[wordEnd..<end].split(whereSeparator: Self.isSeparator).compactMap { Float(Self.text($0)) }
        guard numbers.count == dimension, numbers.allSatisfy(\.isFinite) else {
            throw invalid(line, "what stands behind the word is not \(dimension) numbers")
        }
        places[key] = places.count
        values.append(contentsOf: numbers)
    }

    /// Where the word ends and its numbers begin; checks that there are `dimension` of them.
    private func endOfWord(_ bytes: UnsafeBufferPointer<UInt8>, _ end: Int) throws(TextTokensError) -> Int {
        var place = end
        for number in 0..<dimension {
            let fieldEnd = place
            while place > 0, Self.isInNumber(bytes[place - 1]) { place -= 1 }
            guard place < fieldEnd, place > 0, Self.isSeparator(bytes[place - 1]) else {
                throw badField(bytes, place, fieldEnd, found: number)
            }
            while place > 0, Self.isSeparator(bytes[place - 1]) { place -= 1 }
        }
        guard place > 0 else { throw invalid(line, "no word before the \(dimension) numbers") }
        // A word may hold spaces, but one that ends in a number is a line with a number too many.
        if let space = bytes[..<place].lastIndex(where: Self.isSeparator),
            Float(Self.text(bytes[(space + 1)..<place])) != nil
        {
            throw invalid(line, "more than \(dimension) numbers behind the word")
        }
        return place
    }

    /// What is wrong where a number should stand: too few of them, or something else.
    private func badField(
        _ bytes: UnsafeBufferPointer<UInt8>, _ place: Int, _ fieldEnd: Int, found: Int
    ) -> TextTokensError {
        let start = (bytes[..<fieldEnd].lastIndex(where: Self.isSeparator) ?? -1) + 1
        guard start > 0 else { return invalid(line, "\(found) numbers behind the word in place of \(dimension)") }
        let shown = String(Self.text(bytes[start..<fieldEnd]).prefix(20)).debugDescription
        // A word stands where a number should be: too few numbers. Letters among the numbers: one of them is none.
        let numbersBefore = bytes[..<start].split(whereSeparator: Self.isSeparator).dropFirst()
            .contains { Float(Self.text($0)) != nil }
        return numbersBefore
            ? invalid(line, "\(shown) is no number")
            : invalid(line, "\(found) numbers behind the word in place of \(dimension), or \(shown) is no number")
    }

    private func refuseOtherFormats(_ bytes: ArraySlice<UInt8>) throws(TextTokensError) {
        let shell = "'" + path.replacing("'", with: "'\\''") + "'"
        if bytes.starts(with: [0x1f, 0x8b]) {
            throw .notText(path: path, reason: "it is gzip-compressed; unpack it first: gunzip -k \(shell)")
        }
        if bytes.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
            throw .notText(path: path, reason: "it is a ZIP archive; unpack it first: unzip \(shell)")
        }
        if bytes.contains(0) {
            throw .notText(
                path: path, reason: "it is binary; convert it to text first (word2vec's and fastText's programs can)")
        }
    }

    private func invalid(_ line: Int, _ reason: String) -> TextTokensError {
        .invalidVectors(path: path, line: line, reason: reason)
    }

    private static func isSeparator(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// Digits, `+`, `-`, `.`, `e` and `E`.
    private static func isInNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x2d, 0x2e, 0x2b, 0x65, 0x45: true
        default: false
        }
    }

    private static func text(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
