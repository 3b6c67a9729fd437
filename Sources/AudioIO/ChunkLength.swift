/// How many bytes of samples the header of a WAV or AIFF file declares, and how many follow it.
///
/// libsndfile silently shortens what such a header declares to what the file holds, so a cut file looks whole to it.
/// Formats: RIFF (little-endian), RIFX (big-endian), RF64 and BW64 (64-bit lengths in `ds64`), AIFF and AIFF-C.
struct ChunkLength: Equatable {
    /// The length in the header; for an unfinished WAV this means nothing.
    var declared: Int
    /// The bytes from the first sample to the end of the file, at most `declared` unless unfinished.
    var available: Int
    /// The length was never written: 0 with samples after it, 0xFFFFFFFF, or the 0x7FFFF000 of programs writing to pipes.
    var isUnfinished: Bool
    /// Where the length stands in the file.
    var lengthOffset: Int

    var isCut: Bool { !isUnfinished && available < declared }

    /// Reads the chunks up to the samples; nil for other formats, or a header that ends before them.
    init?(_ source: ByteSource) {
        let start = source.bytes(at: 0, count: 12)
        guard start.count == 12 else { return nil }
        let isAIFF = start.starts(with: "FORM".utf8) && start[8...].starts(with: "AIF".utf8)
        let isWave = start[8...].elementsEqual("WAVE".utf8)
        let isBig = isAIFF || start.starts(with: "RIFX".utf8)
        let isWide = start.starts(with: "RF64".utf8) || start.starts(with: "BW64".utf8)
        guard isAIFF || (isWave && (isBig || isWide || start.starts(with: "RIFF".utf8))) else { return nil }
        let name = isAIFF ? "SSND" : "data"
        var offset = 12
        var wideLength: Int?
        // A sane file has a handful of chunks before its samples.
        for _ in 0..<1000 {
            let head = source.bytes(at: offset, count: 24)
            guard head.count >= 8 else { return nil }
            let length = ChunkLength.number(head[4..<8], isBig: isBig)
            if head.starts(with: "ds64".utf8), head.count == 24 {
                wideLength = ChunkLength.number(head[16..<24], isBig: false)
            }
            if head.starts(with: name.utf8) {
                // Eight bytes of AIFF's chunk come before the samples.
                let prefix = isAIFF ? 8 : 0
                let declared = max(0, (isWide ? wideLength ?? length : length) - prefix)
                let following = max(0, source.size - offset - 8 - prefix)
                lengthOffset = offset + 4
                isUnfinished =
                    !isAIFF
                    && ((declared == 0 && following > 0
                        && !ChunkLength.isChain(source, from: offset + 8, isBig: isBig))
                        || (declared >= 0x7FFF_F000 && following < declared && following > 0))
                self.declared = declared
                available = isUnfinished ? following : min(following, declared)
                return
            }
            offset += 8 + length + length % 2
        }
        return nil
    }

    /// The length to lay over a 0, since libsndfile finds no samples otherwise; nil when nothing is to be changed.
    var repair: (offset: Int, bytes: [UInt8])? {
        guard isUnfinished, declared == 0 else { return nil }
        let length = UInt32(clamping: available)
        return (lengthOffset, (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * UInt32($0))) })
    }

    /// Whether the rest of the file consists of further chunks, which end where it ends.
    private static func isChain(_ source: ByteSource, from start: Int, isBig: Bool) -> Bool {
        var offset = start
        for _ in 0..<1000 where offset < source.size {
            let head = source.bytes(at: offset, count: 8)
            guard head.count == 8, head[..<4].allSatisfy({ (0x20..<0x7F).contains($0) }) else { return false }
            let length = number(head[4...], isBig: isBig)
            offset += 8 + length + length % 2
        }
        return offset == source.size || offset == source.size + 1
    }

    private static func number(_ bytes: ArraySlice<UInt8>, isBig: Bool) -> Int {
        let value = (isBig ? Array(bytes) : bytes.reversed()).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        // A limit that leaves room for sums.
        return Int(min(value, 1 << 60))
    }
}
