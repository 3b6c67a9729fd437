/// Cuts a list of utterances into folds; the same utterances, scheme and seed give the same folds everywhere.
///
/// ```swift
/// let labelled = manifest.utterances.filter { labels.index(of: $0.emotion) != nil }
/// let folds = try Folds.make(labelled, scheme: .speaker(5), seed: 1)
/// ```
///
/// - `random:K`: one seeded order of all utterances; fold f starts f/K of the way round it and takes 15 % for test, the
///   next 5 % for dev, and the remaining 80 % for train. With K = 5 the test parts together hold 75 % of the
///   corpus: five parts of 15 % cannot hold all of it. The shares are the paper's. Test parts never overlap: K is at most
///   6, and where rounding up to whole utterances would make them overlap they are one K-th of the corpus.
/// - `speaker`, `speaker:K`, `session`: every utterance is in exactly one test part, and no speaker (session) is in both
///   test and the rest. Speakers are packed largest first into the group that is smallest so far. Dev is made of whole
///   speakers, drawn at random until they hold 5 % of the corpus, as long as at least 3 speakers remain beside the test
///   part and all of them are named; else of utterances at random, 5 for 80 of train.
/// - `given`: the column `split`. Without a dev part, 5 of 85 utterances of train are drawn for it.
public enum Folds {
    /// The share of the test part in random folds.
    package static let testShare = 0.15
    /// The share of the dev part in all folds.
    package static let devShare = 0.05

    /// Makes all folds of a scheme.
    ///
    /// - Parameters:
    ///   - utterances: those that take part; leave out beforehand what has no label.
    ///   - scheme: how to cut.
    ///   - seed: the run's seed; its stream `folds` is used.
    /// - Returns: folds whose parts are never empty, without overlap.
    /// - Throws: `CorpusError.tooFew`, `.tooManyRandomFolds`, `.missingValues` or `.unknownSplit`.
    public static func make(
        _ utterances: [Utterance], scheme: FoldScheme, seed: UInt64
    ) throws(CorpusError) -> [Fold] {
        try scheme.validate()
        var generator = SeededGenerator(seed: seed, stream: "folds")
        let needed = if case .random(let count) = scheme { max(3, count) } else { 3 }
        guard utterances.count >= needed else {
            throw .tooFew(scheme: scheme, what: .init("utterance"), found: utterances.count, needed: needed)
        }
        switch scheme {
        case .random(let count):
            return random(utterances.count, folds: count, generator: &generator)
        case .speaker(let count):
            return try grouped(utterances, by: \.speaker, "speaker", scheme, packs: count, generator: &generator)
        case .session:
            return try grouped(utterances, by: \.session, "session", scheme, packs: nil, generator: &generator)
        case .given:
            return [try given(utterances, generator: &generator)]
        }
    }

    /// Parts a corpus into train and dev for a model that is trained on all of it.
    ///
    /// Where utterances have a value in the column `split`, it decides, and those of `test` are in neither part. A dev
    /// part that the manifest does not name is held out from the training part, of whole speakers where possible.
    ///
    /// - Parameters:
    ///   - utterances: at least 2.
    ///   - seed: the run's seed; its stream `held out` is used.
    ///   - usesSplit: false to take no notice of the column.
    /// - Returns: places in `utterances`, in rising order.
    /// - Throws: `CorpusError.tooFew`; `.missingValues` where only some utterances have a split, `.unknownSplit`.
    public static func trainAndDev(
        _ utterances: [Utterance], seed: UInt64, usesSplit: Bool = true
    ) throws(CorpusError) -> (train: [Int], dev: [Int]) {
        guard utterances.count >= 2 else {
            throw .tooFew(scheme: .random(2), what: .init("utterance"), found: utterances.count, needed: 2)
        }
        var generator = SeededGenerator(seed: seed, stream: "held out")
        guard usesSplit, utterances.contains(where: { !($0.split ?? "").isEmpty }) else {
            return holdOut(Array(utterances.indices), of: utterances, generator: &generator)
        }
        let parts = try splitParts(utterances)
        let needed = parts.dev.isEmpty ? 2 : 1
        guard parts.train.count >= needed else {
            throw .tooFew(
                scheme: .given, what: .init("row", "with split train"), found: parts.train.count, needed: needed)
        }
        if parts.dev.isEmpty { return holdOut(parts.train, of: utterances, generator: &generator) }
        return (parts.train, parts.dev)
    }

    private static func random(_ total: Int, folds: Int, generator: inout SeededGenerator) -> [Fold] {
        var order = Array(0..<total)
        generator.shuffle(&order)
        let testCount = max(1, min(Int((Double(total) * testShare).rounded()), total / folds))
        let devCount = max(1, Int((Double(total) * devShare).rounded()))
        return (0..<folds).map { fold in
            let first = fold * total / folds
            let turned = order[first...] + order[..<first]
            let test = turned.prefix(testCount)
            let dev = turned.dropFirst(testCount).prefix(devCount)
            let train = turned.dropFirst(testCount + devCount)
            return Fold(
                index: fold, name: "fold \(fold + 1)", train: train.sorted(), dev: dev.sorted(), test: test.sorted())
        }
    }

    private static func grouped(
        _ utterances: [Utterance], by value: KeyPath<Utterance, String?>, _ column: String, _ scheme: FoldScheme,
        packs: Int?, generator: inout SeededGenerator
    ) throws(CorpusError) -> [Fold] {
        let lacking = utterances.filter { ($0[keyPath: value] ?? "").isEmpty }
        if let first = lacking.first {
            throw .missingValues(scheme: scheme, column: column, count: lacking.count, firstID: first.id)
        }
        var members: [ByteKey: [Int]] = [:]
        for (index, utterance) in utterances.enumerated() {
            members[ByteKey(utterance[keyPath: value] ?? ""), default: []].append(index)
        }
        guard members.count >= max(2, packs ?? 2) else {
            throw .tooFew(scheme: scheme, what: .init(column), found: members.count, needed: max(2, packs ?? 2))
        }
        let groups =
            packs.map { pack(members, into: $0, generator: &generator) }
            ?? members.keys.sorted().map { (name: $0.string, members: members[$0] ?? []) }
        var folds: [Fold] = []
        for (index, group) in groups.enumerated() {
            let tested = Set(group.members)
            let rest = utterances.indices.filter { !tested.contains($0) }
            guard rest.count >= 2 else {
                throw .tooFew(
                    scheme: scheme, what: .init("utterance", "beside \(group.name)"), found: rest.count, needed: 2)
            }
            let parts = holdOut(rest, of: utterances, generator: &generator)
            folds.append(
                Fold(
                    index: index, name: group.name, train: parts.train, dev: parts.dev, test: group.members.sorted()))
        }
        return folds
    }

    private static func pack(
        _ members: [ByteKey: [Int]], into count: Int, generator: inout SeededGenerator
    ) -> [(name: String, members: [Int])] {
        var keys = members.keys.sorted()
        generator.shuffle(&keys)
        // Stable: equal sizes stay in the random order.
        let ordered = keys.enumerated().sorted { left, right in
            let (leftSize, rightSize) = (members[left.element]?.count ?? 0, members[right.element]?.count ?? 0)
            return leftSize != rightSize ? leftSize > rightSize : left.offset < right.offset
        }
        var packs = Array(repeating: [Int](), count: count)
        for (_, key) in ordered {
            let smallest = packs.indices.min { (packs[$0].count, $0) < (packs[$1].count, $1) } ?? 0
            packs[smallest] += members[key] ?? []
        }
        return packs.enumerated().map { (name: "fold \($0.offset + 1)", members: $0.element) }
    }

    private static func given(
        _ utterances: [Utterance], generator: inout SeededGenerator
    ) throws(CorpusError) -> Fold {
        var (train, dev, test) = try splitParts(utterances)
        let needed = dev.isEmpty ? 2 : 1
        guard train.count >= needed else {
            throw .tooFew(
                scheme: .given, what: .init("row", "with split train"), found: train.count, needed: needed)
        }
        guard !test.isEmpty else {
            throw .tooFew(scheme: .given, what: .init("row", "with split test"), found: 0, needed: 1)
        }
        if dev.isEmpty { (train, dev) = drawUtterances(train, generator: &generator) }
        return Fold(index: 0, name: "given", train: train, dev: dev, test: test)
    }

    /// The parts that the column `split` names.
    private static func splitParts(
        _ utterances: [Utterance]
    ) throws(CorpusError) -> (train: [Int], dev: [Int], test: [Int]) {
        let lacking = utterances.filter { ($0.split ?? "").isEmpty }
        if let first = lacking.first {
            throw .missingValues(scheme: .given, column: "split", count: lacking.count, firstID: first.id)
        }
        var parts: [String: [Int]] = ["train": [], "dev": [], "test": []]
        for (index, utterance) in utterances.enumerated() {
            let split = utterance.split ?? ""
            guard parts[split]?.append(index) != nil else {
                throw .unknownSplit(split, id: utterance.id, row: utterance.row)
            }
        }
        return (parts["train"] ?? [], parts["dev"] ?? [], parts["test"] ?? [])
    }

    /// Takes a dev part out of `rest`: whole speakers where at least 3 are there, else utterances.
    private static func holdOut(
        _ rest: [Int], of utterances: [Utterance], generator: inout SeededGenerator
    ) -> (train: [Int], dev: [Int]) {
        var speakers: [ByteKey: [Int]] = [:]
        for index in rest {
            let speaker = utterances[index].speaker ?? ""
            if speaker.isEmpty { return drawUtterances(rest, generator: &generator) }
            speakers[ByteKey(speaker), default: []].append(index)
        }
        guard speakers.count >= 3 else { return drawUtterances(rest, generator: &generator) }
        var keys = speakers.keys.sorted()
        generator.shuffle(&keys)
        let wanted = Double(utterances.count) * devShare
        var dev: [Int] = []
        for key in keys.dropLast() where Double(dev.count) < wanted { dev += speakers[key] ?? [] }
        let held = Set(dev)
        return (rest.filter { !held.contains($0) }, dev.sorted())
    }

    private static func drawUtterances(
        _ rest: [Int], generator: inout SeededGenerator
    ) -> (train: [Int], dev: [Int]) {
        var order = rest
        generator.shuffle(&order)
        let share = devShare / (1 - testShare)
        let count = min(max(1, Int((Double(rest.count) * share).rounded())), rest.count - 1)
        return (order.dropFirst(count).sorted(), order.prefix(count).sorted())
    }
}
