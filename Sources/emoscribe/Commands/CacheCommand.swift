import ArgumentParser

/// `emoscribe cache`: what is kept, whether it is whole, and how it is carried elsewhere.
struct CacheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Look into the cache of transcripts and labels, check it, carry it elsewhere, drop what is named.",
        discussion: """
            Looking (stats, verify, export) changes nothing and works on a copy that cannot be written.

            Example:  emoscribe cache stats
                      emoscribe cache verify
                      emoscribe cache export -o transcripts.jsonl
                      emoscribe cache import transcripts.jsonl
                      emoscribe cache merge /data/node1/cache /data/node2/cache
                      emoscribe cache gc --failures-older-than 30 --dry-run
            """,
        subcommands: [
            CacheStatsCommand.self, CacheVerifyCommand.self, CacheExportCommand.self, CacheImportCommand.self,
            CacheMergeCommand.self, CacheCleaningCommand.self,
        ])
}
