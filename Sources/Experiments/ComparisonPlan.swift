public import Corpus
public import Models

/// One model to be trained: an architecture on one kind of transcripts, one fold, one run.
///
/// It is tested on several kinds of transcripts at once, since the training is the expensive part.
public struct TrainingJob: Codable, Hashable, Sendable {
    /// What is trained.
    public let architecture: Architecture
    /// The transcripts it is trained on.
    public let train: TranscriptVariant
    /// The transcripts it is tested on, at least one.
    public let tests: [TranscriptVariant]
    /// From 0.
    public let fold: Int
    /// From 0.
    public let run: Int
    /// Word errors that are put into the gold test transcripts for further tests; nil for none.
    public var injections: [WordErrorInjection]?

    /// A job; plans make them.
    public init(
        architecture: Architecture, train: TranscriptVariant, tests: [TranscriptVariant], fold: Int, run: Int
    ) {
        self.architecture = architecture
        self.train = train
        self.tests = tests
        self.fold = fold
        self.run = run
    }

    /// A name for files: letters, digits, `-`, `_`, `.` and `%` only, different for different jobs of a plan.
    public var name: String {
        "\(architecture.rawValue).\(Self.fileName(train.rawValue)).run\(run + 1).fold\(fold + 1)"
    }

    private static func fileName(_ text: String) -> String {
        var name = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = Array("0123456789abcdef")
                name.append(contentsOf: ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            }
        }
        return name
    }
}

/// Everything a comparison trains and tests, and in which order: models × conditions × folds × runs.
public struct ComparisonPlan: Equatable, Sendable {
    /// The models, in the order of the table.
    public let architectures: [Architecture]
    /// The conditions of the models that read text, in the order of the table.
    ///
    /// The other models have `.textFree` alone.
    public let conditions: [Condition]
    /// Number of folds.
    public let folds: Int
    /// Number of runs per fold, each with its own seed.
    public let runs: Int
    /// What every seed is derived from.
    public let seed: UInt64
    /// Rates of word errors at which gold-trained models that read text are tested as well, rising, above 0; none unless
    /// set.
    ///
    /// It is part of the extent, not of the settings: in a folder without these tests the runs that lack them are done anew.
    public var wordErrorRates: [Double] = []

    /// A plan; doubled models and conditions count once.
    public init(architectures: [Architecture], conditions: [Condition], folds: Int, runs: Int, seed: UInt64) {
        self.architectures = Self.unique(architectures)
        self.conditions = Self.unique(conditions)
        self.folds = folds
        self.runs = runs
        self.seed = seed
    }

    /// The conditions of one architecture.
    public func conditions(of architecture: Architecture) -> [Condition] {
        architecture.usesText ? conditions : [.textFree]
    }

    /// The rows of the table: each architecture with each of its conditions.
    public var cells: [(architecture: Architecture, condition: Condition)] {
        architectures.flatMap { architecture in conditions(of: architecture).map { (architecture, $0) } }
    }

    /// All training jobs in the order they are done: run by run and fold by fold, so that what there is when work is
    /// interrupted can be compared.
    public var jobs: [TrainingJob] {
        var jobs: [TrainingJob] = []
        for run in 0..<runs {
            for fold in 0..<folds {
                for architecture in architectures {
                    let conditions = conditions(of: architecture)
                    for train in Self.unique(conditions.map(\.train)) {
                        var job = TrainingJob(
                            architecture: architecture, train: train,
                            tests: conditions.filter { $0.train == train }.map(\.test), fold: fold, run: run)
                        job.injections = injections(architecture, train: train)
                        jobs.append(job)
                    }
                }
            }
        }
        return jobs
    }

    /// The jobs of one shard, in their order: of every fold some, and over the folds each model as often as any other.
    public func jobs(of shard: Shard) -> [TrainingJob] {
        let jobs = jobs
        let round = max(1, jobs.count / max(1, folds * runs))
        return jobs.enumerated().filter { shard.takes($0.offset, roundsOf: round) }.map(\.element)
    }

    /// The seed of one run on one fold, independent of the order of work and of what else is in the plan.
    ///
    /// It is the same for all models and transcripts: they see the same batches, so their differences are paired.
    public func seed(fold: Int, run: Int) -> UInt64 {
        var generator = SeededGenerator(seed: seed, stream: "comparison/run \(run)/fold \(fold)")
        return generator.next()
    }

    /// The recognisers of the conditions, in their order.
    public var recognisers: [TranscriptVariant] {
        Self.unique(conditions.flatMap { [$0.train, $0.test] }.filter { $0 != .gold && $0 != .textFree })
    }

    private func injections(_ architecture: Architecture, train: TranscriptVariant) -> [WordErrorInjection]? {
        guard architecture.usesText, train == .gold, !wordErrorRates.isEmpty, !recognisers.isEmpty else { return nil }
        return recognisers.flatMap { recogniser in
            wordErrorRates.map { WordErrorInjection(recogniser: recogniser, rate: $0) }
        }
    }

    private static func unique<Value: Hashable>(_ values: [Value]) -> [Value] {
        var seen: Set<Value> = []
        return values.filter { seen.insert($0).inserted }
    }
}
