/// Whether an MP3 file says how long it is, and a beginning that says so for one that does not.
///
/// Most MP3 files begin with a frame that holds no sound but the number of frames (`Xing`, `Info` or `VBRI`). For one
/// without it, libsndfile guesses a length from the first frame's bit rate and never reads beyond it: where the bit rate
/// varies, most of the recording can be lost, and a whole file can look cut. So such a file gets a `Xing` frame in
/// front that promises more than can be there, and what can be decoded counts.
struct MPEGLength {
    /// The file says how long it is.
    let isStated: Bool
    /// Where the first frame begins, behind an ID3 tag.
    let firstFrame: Int
    /// A frame without sound that promises 2^24 frames, at least 2 days; empty when the length is stated.
    let promise: [UInt8]

    /// Looks at the first frame; nil when the file does not begin with one of MPEG layer III.
    init?(_ source: ByteSource) {
        var offset = 0
        let tag = source.bytes(at: 0, count: 10)
        if tag.count == 10, tag.starts(with: "ID3".utf8) {
            // Four times seven bits (id3.org, ID3v2.4 structure, 3.1); a footer of ten bytes may follow.
            offset = tag[6...9].reduce(0) { $0 << 7 | Int($1 & 0x7F) } + (tag[5] & 0x10 == 0 ? 10 : 20)
        }
        let frame = source.bytes(at: offset, count: 64)
        // Eleven bits of synchronisation, and layer III.
        guard frame.count == 64, frame[0] == 0xFF, frame[1] & 0xE0 == 0xE0, frame[1] & 0x06 == 0x02 else { return nil }
        let isVersion1 = frame[1] & 0x18 == 0x18
        let isMono = frame[3] & 0xC0 == 0xC0
        let sampleRates = [44_100, 48_000, 32_000]
        let rateIndex = Int(frame[2] >> 2 & 3)
        guard rateIndex < sampleRates.count, frame[1] & 0x18 != 0x08 else { return nil }
        let side = isVersion1 ? (isMono ? 17 : 32) : (isMono ? 9 : 17)
        let checksum = frame[1] & 1 == 0 ? 2 : 0
        firstFrame = offset
        isStated =
            [0, checksum].contains { skipped in
                let mark = frame[(4 + skipped + side)...].prefix(4)
                return mark.elementsEqual("Xing".utf8) || mark.elementsEqual("Info".utf8)
            } || frame[36..<40].elementsEqual("VBRI".utf8)
        guard !isStated else {
            promise = []
            return
        }
        // The same header without checksum and padding, at 128 kbit/s (version 1) or 80 kbit/s.
        let divisor = isVersion1 ? 1 : frame[1] & 0x18 == 0x10 ? 2 : 4
        let length = (isVersion1 ? 144 * 128_000 : 72 * 80_000) / (sampleRates[rateIndex] / divisor)
        var made = [UInt8](repeating: 0, count: length)
        made.replaceSubrange(0..<4, with: [0xFF, frame[1] | 1, 0x90 | frame[2] & 0x0C, frame[3]])
        // The mark, "the number of frames follows", and the number.
        made.replaceSubrange(4 + side..<16 + side, with: Array("Xing".utf8) + [0, 0, 0, 1, 1, 0, 0, 0])
        promise = made
    }
}
