import Corpus
import Testing

@Suite("Folds")
struct FoldsTests {
    /// Utterances of speakers of unequal size, two speakers a session, not in speaker order.
    private func utterances(_ count: Int, speakers: Int) -> [Utterance] {
        (0..<count).map { index in
            let speaker = (index * index + index / 7) % speakers
            return Utterance(id: "u\(index)", speaker: "s\(speaker)", session: "n\(speaker / 2)", row: index + 2)
        }
    }

    private func expectPartition(_ fold: Fold, of count: Int) {
        #expect((fold.train + fold.dev + fold.test).sorted() == Array(0..<count), "every utterance in exactly one part")
        #expect(!fold.train.isEmpty && !fold.dev.isEmpty && !fold.test.isEmpty)
        for part in [fold.train, fold.dev, fold.test] { #expect(part == part.sorted()) }
    }

    @Test("random folds have the paper's shares and test parts that do not overlap", arguments: [20, 100, 5531])
    func random(count: Int) throws {
        let folds = try Folds.make(utterances(count, speakers: 10), scheme: .random(5), seed: 3)
        #expect(folds.map(\.index) == [0, 1, 2, 3, 4])
        for fold in folds {
            expectPartition(fold, of: count)
            #expect(abs(Double(fold.test.count) - 0.15 * Double(count)) <= 0.5)
            #expect(abs(Double(fold.dev.count) - 0.05 * Double(count)) <= 0.5)
        }
        #expect(Set(folds.flatMap(\.test)).count == folds.map(\.test.count).reduce(0, +))
    }

    @Test("random folds test no utterance twice, however few there are", arguments: 2...6)
    func testedOnce(folds count: Int) throws {
        for total in max(3, count)...60 {
            let folds = try Folds.make(utterances(total, speakers: 2), scheme: .random(count), seed: 3)
            #expect(Set(folds.flatMap(\.test)).count == folds.map(\.test.count).reduce(0, +))
            for fold in folds { expectPartition(fold, of: total) }
        }
    }

    @Test("more than six random folds, which would test utterances twice, are refused with the way out")
    func tooManyRandom() throws {
        #expect(throws: Never.self) { try FoldScheme.random(6).validate() }
        #expect(throws: CorpusError.self) { try FoldScheme(parsing: "random:7").validate() }
        let error = #expect(throws: CorpusError.self) {
            try Folds.make(utterances(100, speakers: 5), scheme: .random(10), seed: 1)
        }
        let message = try #require(error?.description)
        #expect(message.hasPrefix("folds random:10: at most random:6. A random fold tests 15 %"))
        #expect(message.hasSuffix("Use speaker:K, session or given."))
    }

    @Test("each scheme explains what is tested")
    func explanations() {
        #expect(
            FoldScheme.random(5).explanation
                == "each fold: 80 % train, 5 % dev, 15 % test, so not every utterance is tested")
        for scheme in [FoldScheme.speaker(nil), .speaker(3), .session] {
            #expect(scheme.explanation.hasSuffix("so every utterance is tested once"))
        }
        #expect(FoldScheme.given.explanation.contains("split"))
    }

    @Test("the seed alone decides")
    func seeds() throws {
        let rows = utterances(200, speakers: 9)
        for scheme in [FoldScheme.random(5), .speaker(3), .speaker(nil), .session] {
            let first = try Folds.make(rows, scheme: scheme, seed: 1)
            #expect(try Folds.make(rows, scheme: scheme, seed: 1) == first)
            #expect(try Folds.make(rows, scheme: scheme, seed: 2) != first)
        }
    }

    @Test(
        "no speaker is on both sides, and everyone is tested once",
        arguments: [
            (FoldScheme.speaker(nil), 7), (.speaker(4), 10), (.speaker(2), 3), (.session, 10), (.speaker(nil), 2),
        ])
    func exclusive(_ scheme: FoldScheme, _ speakers: Int) throws {
        let rows = utterances(150, speakers: speakers)
        let folds = try Folds.make(rows, scheme: scheme, seed: 5)
        func speakersOf(_ part: [Int]) -> Set<String> { Set(part.compactMap { rows[$0].speaker }) }
        for fold in folds {
            expectPartition(fold, of: rows.count)
            let (train, dev, test) = (speakersOf(fold.train), speakersOf(fold.dev), speakersOf(fold.test))
            #expect(test.isDisjoint(with: train.union(dev)))
            if train.union(dev).count >= 3 {
                #expect(dev.isDisjoint(with: train), "dev has speakers of its own")
                #expect(fold.dev.count * 20 >= rows.count || train.count == 1)
            }
        }
        #expect(folds.flatMap(\.test).sorted() == Array(rows.indices))
    }

    @Test("leaving one out names folds after who is tested")
    func names() throws {
        let rows = utterances(60, speakers: 4)
        #expect(try Folds.make(rows, scheme: .speaker(nil), seed: 1).map(\.name) == ["s0", "s1", "s2", "s3"])
        #expect(try Folds.make(rows, scheme: .session, seed: 1).map(\.name) == ["n0", "n1"])
    }

    @Test("speakers are packed into groups of about one size")
    func packing() throws {
        let rows = (0..<120).map { Utterance(id: "\($0)", speaker: "s\($0 < 40 ? 0 : $0 % 8 + 1)") }
        let sizes = try Folds.make(rows, scheme: .speaker(3), seed: 1).map(\.test.count)
        #expect(sizes.sorted() == [40, 40, 40])
    }

    @Test("given splits are taken, and a missing dev part is drawn from train")
    func given() throws {
        var rows = utterances(100, speakers: 5)
        for index in rows.indices { rows[index].split = index < 70 ? "train" : index < 80 ? "dev" : "test" }
        let fold = try Folds.make(rows, scheme: .given, seed: 1)[0]
        #expect(fold.train == Array(0..<70) && fold.dev == Array(70..<80) && fold.test == Array(80..<100))
        for index in 70..<80 { rows[index].split = "train" }
        let drawn = try Folds.make(rows, scheme: .given, seed: 1)[0]
        expectPartition(drawn, of: 100)
        #expect(drawn.dev.count == 5 && drawn.test == Array(80..<100))
    }

    @Test("a corpus that cannot be cut says why")
    func errors() throws {
        func message(_ rows: [Utterance], _ scheme: FoldScheme) -> String {
            do { return "made \(try Folds.make(rows, scheme: scheme, seed: 1).count)" } catch {
                return error.description
            }
        }
        var rows = utterances(30, speakers: 3)
        #expect(message(Array(rows.prefix(2)), .random(5)) == "folds random:5: 2 utterances found, at least 5 needed.")
        #expect(message(Array(rows.prefix(3)), .random(5)) == "folds random:5: 3 utterances found, at least 5 needed.")
        #expect(message(Array(rows.prefix(5)), .random(5)) == "made 5")
        let oneSpeaker = utterances(30, speakers: 1)
        #expect(message(oneSpeaker, .speaker(nil)) == "folds speaker: 1 speaker found, at least 2 needed.")
        #expect(message(oneSpeaker, .session) == "folds session: 1 session found, at least 2 needed.")
        #expect(message(Array(rows.prefix(1)), .session) == "folds session: 1 utterance found, at least 3 needed.")
        #expect(message(rows, .speaker(4)) == "folds speaker:4: 3 speakers found, at least 4 needed.")
        rows[4].speaker = nil
        #expect(message(rows, .speaker(nil)).hasPrefix("folds speaker: 1 utterance has no speaker, the first is u4."))
        #expect(message(rows, .given).hasPrefix("folds given: 30 utterances have no split"))
        for index in rows.indices { rows[index].split = "train" }
        #expect(message(rows, .given) == "folds given: 0 rows with split test found, at least 1 needed.")
        rows[9].split = "eval"
        #expect(message(rows, .given) == "row 11, id u9: split \"eval\". Valid: train, dev, test.")
        let lopsided = ["a", "b", "b"].enumerated().map { Utterance(id: "\($0)", speaker: $1) }
        #expect(message(lopsided, .speaker(nil)) == "folds speaker: 1 utterance beside b found, at least 2 needed.")
    }

    @Test("a model for use keeps a dev part of other speakers")
    func trainAndDev() throws {
        let rows = utterances(100, speakers: 6)
        let parts = try Folds.trainAndDev(rows, seed: 1)
        #expect((parts.train + parts.dev).sorted() == Array(0..<100))
        #expect(Set(parts.train.map { rows[$0].speaker }).isDisjoint(with: Set(parts.dev.map { rows[$0].speaker })))
        let alone = try Folds.trainAndDev(Array(rows.prefix(2)), seed: 1)
        #expect(alone.train.count == 1 && alone.dev.count == 1)
        #expect(throws: CorpusError.self) { try Folds.trainAndDev([rows[0]], seed: 1) }
    }

    @Test("the column split decides what a model for use is trained on, unless it is passed over")
    func givenParts() throws {
        var rows = utterances(40, speakers: 8)
        for index in rows.indices { rows[index].split = ["train", "train", "dev", "test"][index % 4] }
        let parts = try Folds.trainAndDev(rows, seed: 1)
        #expect(parts.train == (0..<40).filter { $0 % 4 < 2 } && parts.dev == (0..<40).filter { $0 % 4 == 2 })
        let all = try Folds.trainAndDev(rows, seed: 1, usesSplit: false)
        #expect((all.train + all.dev).sorted() == Array(0..<40))
        for index in rows.indices where index % 4 == 2 { rows[index].split = "train" }
        let held = try Folds.trainAndDev(rows, seed: 1)
        #expect((held.train + held.dev).sorted() == (0..<40).filter { $0 % 4 < 3 } && !held.dev.isEmpty)
        rows[5].split = nil
        #expect(throws: CorpusError.self) { try Folds.trainAndDev(rows, seed: 1) }
        rows[5].split = "validation"
        #expect(throws: CorpusError.self) { try Folds.trainAndDev(rows, seed: 1) }
    }

    @Test("schemes are read as they are written", arguments: ["random:5", "speaker", "speaker:3", "session", "given"])
    func parsing(_ text: String) throws {
        #expect(try FoldScheme(parsing: text).description == text)
    }

    @Test(
        "an unknown scheme is answered with the valid ones",
        arguments: ["", "random:1", "random:x", "speakers", "given:2"])
    func unknown(_ text: String) {
        let error = #expect(throws: CorpusError.self) { try FoldScheme(parsing: text) }
        #expect(error?.description.contains("Valid: random:K") == true)
    }
}
