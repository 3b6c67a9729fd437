import Corpus
import Export
import Foundation
import SpeechToText

/// The table of one shard, with what stands beside it so that `emoscribe merge` can put the parts together.
struct ShardOutput {
    let origin: PartOrigin
    /// Everything besides the input and the recogniser that decides the bytes of the table, by name.
    let settings: [String: String]

    /// Nil where the shard is all of the work: its table needs nothing beside it.
    ///
    /// - Parameters:
    ///   - shard: the part that is done.
    ///   - stream: all of the input; read once more to know it again.
    ///   - kind: what is made of it.
    ///   - table: where the table goes; see `check`.
    ///   - settings: what decides its bytes.
    /// - Throws: where the input cannot be read.
    init?(
        _ shard: Shard, of stream: UtteranceStream, _ kind: TablePart.Kind, table: String?, settings: [String: String]
    ) throws {
        guard !shard.isWhole, let table else { return nil }
        origin = try PartOrigin(stream, shard: shard, kind: kind, table: table)
        self.settings = settings
    }

    /// Finds out before the work that a shard's results have a place, and are not asked to tell what a part cannot know.
    ///
    /// - Parameters:
    ///   - shard: the part that is to be done.
    ///   - table: the value of `-o`.
    ///   - whole: options whose results need all rows, with their values and how to get such a result.
    /// - Throws: `CommandFailure`.
    static func check(
        _ shard: Shard, table: String?, whole: [(option: String, path: String?, advice: String)] = []
    ) throws {
        guard !shard.isWhole else { return }
        guard let table, !OutputFile.isSpecial(table) else {
            throw CommandFailure(
                "shard \(shard) needs a file for its table: -o FILE. 'emoscribe merge' puts the tables of all shards "
                    + "together; --shard none does all of the work", .wrongUsage)
        }
        for (option, path, advice) in whole where path != nil {
            throw CommandFailure(
                "\(option) and shard \(shard): a recording can go on in the next shard; \(advice)", .wrongUsage)
        }
    }

    /// Puts what is to be known of the finished table beside it.
    func write(
        _ counts: TablePart.Counts, labels: [String]? = nil, headerBytes: Int, recogniser: RecogniserSession?
    ) throws {
        let part = try TablePart(
            origin, settings: settings.merging(recogniser?.decidingSettings ?? [:]) { own, _ in own }, labels: labels,
            program: "emoscribe \(Emoscribe.version)", counts: counts, headerBytes: headerBytes)
        try part.write(besideTable: origin.table)
    }

    /// Which part it is and of what.
    var description: String {
        let rows = origin.rows
        let which =
            rows.isEmpty
            ? "no row"
            : rows.count == 1 ? "row \(rows.upperBound)" : "rows \(rows.lowerBound + 1) to \(rows.upperBound)"
        return "part \(origin.shard), \(which) of \(origin.inputRows)"
    }
}

extension RecogniserSession {
    /// Everything that can change a text, by name; no key is among it.
    var decidingSettings: [String: String] {
        let provider = transcriber.provider
        var settings = [
            "recogniser": name, "recogniser.provider": provider.id, "recogniser.endpoint": provider.endpoint,
            "recogniser.model": provider.model, "recogniser.language": provider.language,
            "recogniser.adapter": "\(provider.adapterVersion)",
        ]
        for (option, value) in provider.cacheOptions { settings["recogniser.\(option)"] = value }
        return settings.filter { !$0.value.isEmpty }
    }
}
