import Corpus
import Experiments
import Models
import Testing

@Suite struct ComparisonPlanTests {
    private let asr = TranscriptVariant.asr("pocketsphinx")

    private func plan(_ conditions: [Condition], seed: UInt64 = 1) -> ComparisonPlan {
        ComparisonPlan(
            architectures: [.are, .tre, .mdre], conditions: conditions, folds: 2, runs: 3, seed: seed)
    }

    @Test("each model is trained once per fold, run and kind of training transcripts, a text-free one once")
    func jobs() {
        let plan = plan(Condition.matched([.gold, asr]))
        let jobs = plan.jobs
        #expect(jobs.count == 2 * 3 * (1 + 2 + 2))
        #expect(Set(jobs).count == jobs.count && Set(jobs.map(\.name)).count == jobs.count)
        #expect(jobs.filter { $0.architecture == .are }.allSatisfy { $0.train == .textFree && $0.tests == [.textFree] })
        #expect(jobs.filter { $0.architecture == .tre && $0.train == asr }.allSatisfy { $0.tests == [asr] })
        // Run by run: the first third is run 1 of both folds.
        #expect(jobs.prefix(10).allSatisfy { $0.run == 0 } && jobs[10].run == 1)
    }

    @Test("crossed conditions add tests, not trainings")
    func crossed() {
        let plan = plan(Condition.all([.gold, asr]))
        #expect(plan.jobs.count == 2 * 3 * (1 + 2 + 2))
        #expect(plan.jobs.filter { $0.train == .gold }.allSatisfy { $0.tests == [.gold, asr] })
        #expect(plan.jobs.filter { $0.train == asr }.allSatisfy { $0.tests == [asr, .gold] })
        #expect(
            plan.cells.map { "\($0.architecture) \($0.condition)" } == [
                "are text-free", "tre gold", "tre asr:pocketsphinx", "tre gold → asr:pocketsphinx",
                "tre asr:pocketsphinx → gold", "mdre gold", "mdre asr:pocketsphinx", "mdre gold → asr:pocketsphinx",
                "mdre asr:pocketsphinx → gold",
            ])
    }

    @Test("with several recognisers each is crossed with gold, not with the others")
    func recognisers() {
        #expect(Condition.all([.gold, .asr("a"), .asr("b")]).count == 3 + 4)
        #expect(Condition.all([.asr("a"), .asr("b")]) == Condition.matched([.asr("a"), .asr("b")]))
    }

    @Test("a seed depends on fold, run and the plan's seed, not on what else is planned")
    func seeds() {
        let small = plan([Condition(train: .gold, test: .gold)])
        let large = ComparisonPlan(
            architectures: Architecture.allCases, conditions: Condition.all([.gold, asr]), folds: 5, runs: 10, seed: 1)
        var seeds: Set<UInt64> = []
        for fold in 0..<2 {
            for run in 0..<3 {
                #expect(small.seed(fold: fold, run: run) == large.seed(fold: fold, run: run))
                seeds.insert(small.seed(fold: fold, run: run))
            }
        }
        #expect(seeds.count == 6)
        #expect(plan([], seed: 2).seed(fold: 0, run: 0) != small.seed(fold: 0, run: 0))
    }

    @Test("doubled models and conditions count once")
    func doubled() {
        let plan = ComparisonPlan(
            architectures: [.tre, .tre], conditions: Condition.matched([.gold, .gold]), folds: 1, runs: 1, seed: 1)
        #expect(plan.jobs.count == 1 && plan.cells.count == 1)
    }

    @Test("a job's name is fit for a file whatever the recogniser is called")
    func names() {
        let names = ["../x", "a:b", "é", "a b", ""].map { name in
            TrainingJob(architecture: .tre, train: .asr(name), tests: [.asr(name)], fold: 0, run: 1).name
        }
        #expect(names[0] == "tre.asr%3a%2e%2e%2fx.run2.fold1")
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 > 32 && $0 < 127 } })
    }

    @Test("the shards of a plan together are its jobs, each once, and every shard trains every model")
    func shards() throws {
        let plan = ComparisonPlan(
            architectures: Architecture.allCases, conditions: Condition.matched([.gold, .asr("a")]), folds: 5,
            runs: 10, seed: 1)
        for count in [1, 2, 7, 10, 64] {
            let shards = try (1...count).map { plan.jobs(of: try Shard(parsing: "\($0)/\(count)")) }
            #expect(shards.joined().count == plan.jobs.count && Set(shards.joined()) == Set(plan.jobs))
            if count <= 10 {
                #expect(shards.allSatisfy { Set($0.map(\.architecture)) == Set(Architecture.allCases) })
            }
        }
    }
}
