import ErrorRate
import Foundation
import TestSupport

/// The pairs of `reference/wer/cases.jsonl`, scored by jiwer 4.0.0.
struct GoldenCase: Decodable {
    let id: String
    let category: String
    let reference: String
    let hypothesis: String
    let words: Measures
    let alignment: [Chunk]
    let characters: Characters
    /// Null where the text has characters that sclite takes for markup.
    let sclite: Sclite?

    struct Sclite: Decodable {
        let correct, substitutions, deletions, insertions: Int

        var counts: EditCounts {
            EditCounts(hits: correct, substitutions: substitutions, deletions: deletions, insertions: insertions)
        }
    }

    struct Measures: Decodable {
        let hits, substitutions, deletions, insertions: Int
        let wer, mer, wil, wip: Double

        var counts: EditCounts {
            EditCounts(hits: hits, substitutions: substitutions, deletions: deletions, insertions: insertions)
        }
    }

    struct Characters: Decodable {
        let hits, substitutions, deletions, insertions: Int
        let cer: Double

        var counts: EditCounts {
            EditCounts(hits: hits, substitutions: substitutions, deletions: deletions, insertions: insertions)
        }
    }

    /// `[type, ref_start, ref_end, hyp_start, hyp_end]`.
    struct Chunk: Decodable {
        let value: Alignment.Chunk

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            let kind = try EditKind(rawValue: list.decode(String.self)) ?? .equal
            let places = try (0..<4).map { _ in try list.decode(Int.self) }
            value = Alignment.Chunk(
                kind: kind, reference: places[0]..<places[1], hypothesis: places[2]..<places[3])
        }
    }

    static func all() throws -> [GoldenCase] { try lines("reference/wer/cases.jsonl") }

    /// A shared JSONL file.
    static func lines<Line: Decodable>(_ path: String) throws -> [Line] { try lines(of: SharedReference.url(path)) }

    /// A JSONL file.
    static func lines<Line: Decodable>(of file: URL) throws -> [Line] {
        let data = try Data(contentsOf: file)
        return try data.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Line.self, from: Data($0)) }
    }

    /// A file in this target's folder `Golden`.
    static func golden(_ name: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
    }

    /// The fields of a tab-separated file in this target's folder `Golden`.
    static func table(_ name: String) throws -> [[String]] {
        try String(contentsOf: golden(name), encoding: .utf8).split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
