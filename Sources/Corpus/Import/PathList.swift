/// The paths of a list: one a line, or with a NUL after each as `find -print0` writes them.
public struct PathList: Sendable {
    /// In their order, without those that were named before.
    public private(set) var paths: [String] = []
    /// What cannot be a path of a manifest, with the reason.
    public private(set) var failed: [FolderImport.Entry] = []
    /// How many were named before.
    public private(set) var repeatedCount = 0

    private var seen: Set<ByteKey> = []

    /// Reads a list; `-` is standard input.
    ///
    /// It is held in memory.
    ///
    /// A list with a NUL in it has NULs after its paths, which then may hold line ends; in others empty lines are nothing,
    /// and so is a carriage return before a line's end.
    /// - Throws: `CorpusError.fileFailed`.
    public init(path: String) throws(CorpusError) {
        var stream = try ByteStream(path: path)
        var bytes: [UInt8] = []
        while let block = try stream.nextBlock() { bytes += block }
        let separator: UInt8 = bytes.contains(0) ? 0 : UInt8(ascii: "\n")
        for piece in bytes.split(separator: separator) {
            var piece = piece
            if separator != 0, piece.last == UInt8(ascii: "\r") { piece.removeLast() }
            if !piece.isEmpty { add(Array(piece)) }
        }
    }

    private mutating func add(_ path: [UInt8]) {
        guard let text = String(validating: path, as: UTF8.self) else {
            return failed.append(
                FolderImport.Entry(path: EscapedText.bytes(path), reason: FolderImport.notText))
        }
        if seen.insert(ByteKey(text)).inserted { paths.append(text) } else { repeatedCount += 1 }
    }
}
