/// One of the parts that a long piece of work is cut into, to be done on several machines; written `3/64`.
///
/// ```swift
/// let shard = try Shard(parsing: "3/64")
/// let mine = manifest.utterances[shard.rows(of: manifest.utterances.count)]
/// ```
///
/// What belongs to a shard follows from the shard and the whole work alone, never from the machine or the time. The shards
/// of one work do not overlap and leave no gap.
public struct Shard: Sendable, Hashable, CustomStringConvertible {
    /// From 1.
    public let number: Int
    /// How many there are.
    public let count: Int

    /// All of the work.
    public static let whole = Shard(number: 1, count: 1)

    /// The most parts that a work can be cut into.
    public static let maximumCount = 100_000

    private init(number: Int, count: Int) {
        self.number = number
        self.count = count
    }

    /// Reads what the description writes: `3/64`.
    ///
    /// - Throws: `CorpusError.invalidShard`.
    public init(parsing text: String) throws(CorpusError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let number = Int(parts[0]), let count = Int(parts[1])
        else { throw .invalidShard(reason: "\"\(text)\" is no shard: write which and of how many, such as 3/64") }
        guard (1...Self.maximumCount).contains(count) else {
            throw .invalidShard(reason: "\(text): the number of shards is 1 to \(Self.maximumCount)")
        }
        guard (1...count).contains(number) else {
            throw .invalidShard(reason: "\(text): shards are numbered from 1, here 1/\(count) to \(count)/\(count)")
        }
        self.init(number: number, count: count)
    }

    /// Whether it is the only one.
    public var isWhole: Bool { count == 1 }

    public var description: String { "\(number)/\(count)" }
}

// MARK: What belongs to it

extension Shard {
    /// The rows of this shard: one stretch, so that the rows of a recording stay together where possible and the results
    /// of all shards one after the other are those of the whole.
    ///
    /// - Parameter total: rows of the whole table.
    /// - Returns: places from 0. Shards differ by at most one row, the first ones have it; empty where there are more
    ///   shards than rows.
    public func rows(of total: Int) -> Range<Int> {
        let (size, longer) = total.quotientAndRemainder(dividingBy: count)
        let before = number - 1
        let start = before * size + min(before, longer)
        return start..<start + size + (before < longer ? 1 : 0)
    }

    /// Whether a piece of work belongs to this shard, where pieces come in rounds of different kinds.
    ///
    /// Dealt out like cards, one to each shard. Where that would give a shard the same kinds in every round (a round of 4
    /// models, 4 shards: one machine would have all the slow ones), some cards are passed over after each round, so that
    /// after `count` rounds every shard has had every place equally often. More rounds at the end move nothing.
    ///
    /// - Parameters:
    ///   - index: from 0.
    ///   - round: pieces in a round, at least 1.
    /// - Returns: true for exactly one of the shards.
    public func takes(_ index: Int, roundsOf round: Int) -> Bool {
        var step = round
        while Self.commonDivisor(step, count) != 1 { step += 1 }
        let dealt = index / round % count * (step % count) + index % round
        return dealt % count == number - 1
    }

    private static func commonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : commonDivisor(b, a % b) }
}

// MARK: Slurm

extension Shard {
    /// The shard of a task of a Slurm job array; nil outside one.
    ///
    /// `--array=0-63` makes task 0 shard 1/64. Tasks may have any numbers that are evenly spaced (`--array=10-40:10`).
    /// An array of a single task is the whole work.
    ///
    /// - Parameter environment: the process's variables; `SLURM_ARRAY_TASK_ID`, `_MIN`, `_MAX`, `_STEP` and `_COUNT` are
    ///   looked at.
    /// - Throws: `CorpusError.invalidShard` for tasks that are not evenly spaced, since a task is told only the first and
    ///   the last of the others, and for variables that do not fit together.
    public init?(slurm environment: [String: String]) throws(CorpusError) {
        let prefix = "SLURM_ARRAY_TASK_"
        guard let text = environment[prefix + "ID"], !text.isEmpty else { return nil }
        func value(_ name: String) throws(CorpusError) -> Int? {
            guard let text = environment[prefix + name], !text.isEmpty else { return nil }
            guard let value = Int(text), value >= 0 else {
                throw .invalidShard(reason: "\(prefix)\(name) is \(text.debugDescription), not a number")
            }
            return value
        }
        let step = try value("STEP") ?? 1
        guard let task = try value("ID"), let first = try value("MIN"), let last = try value("MAX"), step > 0,
            (first...max(first, last)).contains(task), first <= last
        else {
            throw .invalidShard(
                reason: "\(prefix)ID is \(text), and \(prefix)MIN, _MAX and _STEP do not tell of how many tasks; "
                    + "give --shard i/n, or --shard none")
        }
        let count = try value("COUNT") ?? (last - first) / step + 1
        // A list of two has one distance, whatever it is.
        let distance = count == 2 ? max(1, last - first) : step
        guard (last - first) / distance + 1 == count, (last - first) % distance == 0, (task - first) % distance == 0
        else {
            throw .invalidShard(
                reason: "this Slurm array of \(count) tasks from \(first) to \(last) is not evenly spaced, so a task "
                    + "cannot know which part is its own; give --shard i/n, or --shard none")
        }
        self = try Shard(parsing: "\((task - first) / distance + 1)/\(count)")
    }
}
