/// A recording that can be played from the page.
public struct AudioSource: Sendable, Equatable {
    /// The way from the page's folder to the file, as the file system has it: `../wav/a b.wav`.
    public var path: String
    /// Where the utterance lies in it, in seconds; nil for its beginning or end.
    public var start: Double?
    public var end: Double?

    public init(path: String, start: Double? = nil, end: Double? = nil) {
        self.path = path
        self.start = start
        self.end = end
    }

    /// Endings of files that browsers play.
    private static let playable: Set<String> = [
        "wav", "wave", "flac", "mp3", "ogg", "oga", "opus", "m4a", "mp4", "aac", "webm",
    ]

    /// Whether browsers play files with this ending.
    public var isPlayable: Bool {
        guard let ending = path.split(separator: ".").last, ending.count < path.count else { return false }
        return Self.playable.contains(ending.lowercased())
    }

    /// The path as a relative reference, every byte that is not plainly safe as `%XX`, with the segment behind it.
    ///
    /// It can begin with no scheme and no host: `./` stands before it, or `/` once where it is absolute.
    package var reference: String {
        var bytes = Array(path.utf8)
        let isAbsolute = bytes.first == UInt8(ascii: "/")
        while bytes.first == UInt8(ascii: "/") { bytes.removeFirst() }
        var result = isAbsolute ? "file:///" : "./"
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "/"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        guard start != nil || end != nil else { return result }
        return result + "#t=" + Numbers.fixed(start ?? 0, 3) + (end.map { "," + Numbers.fixed($0, 3) } ?? "")
    }

    /// A player that reads nothing until it is asked to.
    package func player(name: String) -> Markup {
        .element("audio", ["controls": "", "preload": "none", "src": reference, "aria-label": name])
    }
}
