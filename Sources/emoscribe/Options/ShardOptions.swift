import ArgumentParser
import Corpus
import Foundation

/// The option of every command whose work several machines can share.
struct ShardOptions: ParsableArguments {
    @Option(
        name: .customLong("shard"),
        help: ArgumentHelp(
            "Do one part of the work, such as 3/64; 'emoscribe merge' puts the parts together. slurm: the part that "
                + "Slurm's array variables name. none: all of it. Default: slurm within a job array, else none.",
            valueName: "i/n|slurm|none"))
    var text: String?

    func validate() throws {
        guard let text, text != "slurm", text != "none" else { return }
        do throws(CorpusError) {
            _ = try Shard(parsing: text)
        } catch {
            throw ValidationError("--\(error)")
        }
    }

    /// The part that is meant; says so where nobody named it and Slurm's variables did.
    ///
    /// - Throws: `CorpusError.invalidShard`.
    func shard(
        environment: [String: String] = ProcessInfo.processInfo.environment, tell: (String) -> Void = Console.note
    ) throws(CorpusError) -> Shard {
        switch text {
        case "none": return .whole
        case "slurm":
            guard let shard = try Shard(slurm: environment) else {
                throw .invalidShard(reason: "--shard slurm, but SLURM_ARRAY_TASK_ID is not set: this is no job array")
            }
            return shard
        case let text?: return try Shard(parsing: text)
        case nil:
            guard let shard = try Shard(slurm: environment), !shard.isWhole else { return .whole }
            tell("shard \(shard), from Slurm's array variables; --shard none does all of the work")
            return shard
        }
    }
}
