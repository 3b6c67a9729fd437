import Corpus
import Testing

@Suite struct ShardTests {
    @Test("a shard is written i/n, from 1", arguments: ["1/1", "3/64", "64/64"])
    func written(text: String) throws {
        #expect(try Shard(parsing: text).description == text)
    }

    @Test(
        "what is no shard is refused with what would be one",
        arguments: [
            ("", "3/64"), ("3", "3/64"), ("0/4", "1/4 to 4/4"), ("5/4", "1/4 to 4/4"), ("1/0", "1 to 100000"),
            ("-1/4", "3/64"), ("1/4/2", "3/64"), (" 1/4", "3/64"), ("+1/4", "3/64"),
            ("1/99999999999999999999", "3/64"), ("1/100001", "1 to 100000"), ("/4", "3/64"),
        ])
    func refused(text: String, hint: String) throws {
        let error = #expect(throws: CorpusError.self) { try Shard(parsing: text) }
        #expect(error?.description.contains(hint) == true)
    }

    @Test("the shards of a table are stretches that lie one after the other, and differ by at most a row")
    func rows() throws {
        for count in 1...9 {
            for total in 0...30 {
                let ranges = try (1...count).map { try Shard(parsing: "\($0)/\(count)").rows(of: total) }
                #expect(ranges.flatMap(Array.init) == Array(0..<total))
                #expect(ranges.allSatisfy { [total / count, total / count + 1].contains($0.count) })
            }
        }
    }

    @Test("each piece of work belongs to one shard, and more pieces move none")
    func pieces() throws {
        for count in 1...12 {
            let shards = try (1...count).map { try Shard(parsing: "\($0)/\(count)") }
            for round in 1...8 {
                for index in 0..<60 {
                    #expect(shards.filter { $0.takes(index, roundsOf: round) }.count == 1)
                }
            }
        }
    }

    @Test("after as many rounds as there are shards, every shard has had every place of a round equally often")
    func fair() throws {
        for count in 1...12 {
            for round in 1...8 {
                for number in 1...count {
                    let shard = try Shard(parsing: "\(number)/\(count)")
                    let taken = (0..<count * round).filter { shard.takes($0, roundsOf: round) }
                    #expect(taken.map { $0 % round }.sorted() == Array(0..<round))
                }
            }
        }
    }

    @Test(
        "a task of a Slurm array is the shard of its place in the array",
        arguments: [
            (task: 0, first: 0, last: 63, step: 1, count: 64, shard: "1/64"),
            (63, 0, 63, 1, 64, "64/64"), (3, 1, 64, 1, 64, "3/64"), (30, 10, 40, 10, 4, "3/4"),
            (7, 7, 7, 1, 1, "1/1"), (9, 4, 9, 1, 2, "2/2"), (4, 4, 9, 1, 2, "1/2"),
        ])
    func slurm(task: Int, first: Int, last: Int, step: Int, count: Int, shard: String) throws {
        let variables = Self.variables(task, first, last, step, count)
        #expect(try Shard(slurm: variables)?.description == shard)
    }

    @Test("outside a Slurm array there is no shard")
    func noSlurm() throws {
        #expect(try Shard(slurm: [:]) == nil)
        #expect(try Shard(slurm: ["SLURM_JOB_ID": "7", "SLURM_ARRAY_TASK_ID": ""]) == nil)
    }

    @Test("an array with uneven numbers, or with variables that do not fit, is refused with the way out")
    func uneven() throws {
        var lacking = Self.variables(3, 1, 7, 1, 3)
        lacking["SLURM_ARRAY_TASK_MAX"] = nil
        var wrong = Self.variables(3, 1, 7, 1, 7)
        wrong["SLURM_ARRAY_TASK_MIN"] = "one"
        for variables in [
            Self.variables(3, 1, 7, 1, 3), Self.variables(9, 1, 7, 1, 7), Self.variables(3, 7, 1, 1, 7),
            Self.variables(3, 1, 7, 0, 7), lacking, wrong,
        ] {
            let error = #expect(throws: CorpusError.self) { try Shard(slurm: variables) }
            #expect(error?.description.contains("SLURM") == true || error?.description.contains("--shard") == true)
        }
    }

    private static func variables(_ task: Int, _ first: Int, _ last: Int, _ step: Int, _ count: Int) -> [String: String]
    {
        [
            "SLURM_ARRAY_TASK_ID": "\(task)", "SLURM_ARRAY_TASK_MIN": "\(first)", "SLURM_ARRAY_TASK_MAX": "\(last)",
            "SLURM_ARRAY_TASK_STEP": "\(step)", "SLURM_ARRAY_TASK_COUNT": "\(count)",
        ]
    }
}
