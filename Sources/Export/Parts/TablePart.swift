public import Corpus
import Crypto
import Foundation

/// What stands beside the table of a shard, in `<table>.part.json`: which part of which work it is.
///
/// `TableMerge` puts parts together that say the same of the work, and refuses others by name.
///
/// ```swift
/// let origin = try PartOrigin(stream, shard: shard, kind: .labels, table: "labels-3.csv")
/// // … the table is written …
/// try TablePart(origin, settings: settings, program: "emoscribe 0.1.0", counts: counts, headerBytes: 120)
///     .write(besideTable: origin.table)
/// ```
public struct TablePart: Codable, Sendable, Equatable {
    /// What the rows of the table are.
    public enum Kind: String, Codable, Sendable { case labels, transcripts }

    /// Where relative audio paths of the table lead to.
    public struct AudioPaths: Codable, Sendable, Equatable {
        /// The folder that the table was written into, absolute.
        public var from: String
        /// The folders that recordings were named from, absolute.
        public var folders: [String]

        /// What stands before relative paths in the table, for each of the folders; nil where nothing does.
        var ways: [String?] {
            let start = RelativePath.parts(ofAbsolute: from)
            return folders.map { folder in
                ByteKey(folder) == ByteKey(from)
                    ? nil : RelativePath.from(start, to: RelativePath.parts(ofAbsolute: folder))
            }
        }
    }

    /// What became of the rows.
    public struct Counts: Codable, Sendable, Equatable {
        /// Rows of the table.
        public var rows: Int
        /// Rows that failed.
        public var failed: Int
        /// Rows that nobody was asked about yet.
        public var pending: Int
        /// Rows and files of the whole input that could not be used.
        public var unusable: Int

        public init(rows: Int, failed: Int, pending: Int = 0, unusable: Int) {
            self.rows = rows
            self.failed = failed
            self.pending = pending
            self.unusable = unusable
        }
    }

    /// The version of this file's form.
    public static let currentFormat = 1

    public var format = TablePart.currentFormat
    public var kind: Kind
    /// Which part, from 1.
    public var part: Int
    /// How many parts there are.
    public var parts: Int
    /// The first row of the input that is in it, from 0.
    public var start: Int
    /// The row after its last one.
    public var end: Int
    /// Rows of the whole input.
    public var inputRows: Int
    /// See `InputDigest`.
    public var input: String
    /// Everything else that decides the bytes of the table, by name.
    public var settings: [String: String]
    /// The labels, in the order of the model's classes; nil for transcripts.
    public var labels: [String]?
    /// Name and version of the program.
    public var program: String
    /// Nil for tables without audio paths.
    public var audio: AudioPaths?
    public var counts: Counts
    /// Bytes of the table's first line.
    public var headerBytes: Int
    /// Of the table, hexadecimal.
    public var sha256: String

    /// Where it stands for a table.
    public static func path(ofTable table: String) -> String { table + ending }

    private static let ending = ".part.json"

    /// Describes a table that is finished, which is read once for that.
    ///
    /// - Parameters:
    ///   - origin: of its rows.
    ///   - settings: everything else that decides its bytes.
    ///   - labels: the classes, where it is a table of labels.
    ///   - program: name and version.
    ///   - counts: what became of the rows.
    ///   - headerBytes: of its first line.
    /// - Throws: `PartError.file` where the table cannot be read.
    public init(
        _ origin: PartOrigin, settings: [String: String], labels: [String]? = nil, program: String, counts: Counts,
        headerBytes: Int
    ) throws(PartError) {
        kind = origin.kind
        part = origin.shard.number
        parts = origin.shard.count
        start = origin.rows.lowerBound
        end = origin.rows.upperBound
        inputRows = origin.inputRows
        input = origin.input
        audio = origin.audio
        self.settings = settings
        self.labels = labels
        self.program = program
        self.counts = counts
        self.headerBytes = headerBytes
        sha256 = try Self.digest(ofTable: origin.table)
    }

    /// Writes it beside a table, whole or not at all.
    public func write(besideTable table: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try WholeFile.write(Array(try encoder.encode(self)) + [UInt8(ascii: "\n")], to: Self.path(ofTable: table))
    }

    /// Reads what stands beside a table.
    ///
    /// - Throws: `PartError.missingTable`, `.partForTable`, `.noPart`, `.damagedPart`.
    public init(besideTable table: String) throws(PartError) {
        guard FileManager.default.fileExists(atPath: table) else { throw .missingTable(table: table) }
        guard !table.hasSuffix(Self.ending) else {
            throw .partForTable(path: table, table: String(table.dropLast(Self.ending.count)))
        }
        let path = Self.path(ofTable: table)
        guard FileManager.default.fileExists(atPath: path) else { throw .noPart(table: table) }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .damagedPart(path: path, reason: "it cannot be read")
        }
        do {
            self = try JSONDecoder().decode(TablePart.self, from: data)
        } catch {
            throw .damagedPart(path: path, reason: "it is not what a run leaves beside its table")
        }
        guard format == Self.currentFormat else {
            throw .damagedPart(path: path, reason: "its form is \(format), this program knows \(Self.currentFormat)")
        }
        let shard = try? Shard(parsing: "\(part)/\(parts)")
        guard inputRows >= 0, headerBytes > 0, shard?.rows(of: inputRows) == start..<max(start, end), start <= end
        else { throw .damagedPart(path: path, reason: "its part and its rows do not fit together") }
    }

    /// SHA-256 of a file, read block by block.
    static func digest(ofTable path: String) throws(PartError) -> String {
        var hash = SHA256()
        let bytes = try TableBytes(path: path)
        while let data = try bytes.next() { hash.update(data: data) }
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// Which rows of which input a table is made from.
public struct PartOrigin: Sendable {
    public let kind: TablePart.Kind
    public let shard: Shard
    /// The rows of the shard, from 0.
    public let rows: Range<Int>
    /// Rows of the whole input.
    public let inputRows: Int
    /// The table that is written.
    public let table: String
    let input: String
    let audio: TablePart.AudioPaths?

    /// Reads an input once to know it again.
    ///
    /// - Parameters:
    ///   - stream: all of the input, with its audio paths as they were given.
    ///   - shard: the part that is done.
    ///   - kind: what is made of it.
    ///   - table: where the table will lie.
    /// - Throws: `CorpusError` where the input cannot be read.
    public init(
        _ stream: UtteranceStream, shard: Shard, kind: TablePart.Kind, table: String
    ) throws(CorpusError) {
        self.kind = kind
        self.shard = shard
        self.table = table
        inputRows = stream.count
        rows = shard.rows(of: stream.count)
        input = try InputDigest.hexadecimal(of: stream)
        let folder = RelativePath.canonical(Manifest.folder(of: table)).map(RelativePath.absolute)
        audio = kind == .labels ? folder.map { .init(from: $0, folders: stream.audioFolders) } : nil
    }
}
