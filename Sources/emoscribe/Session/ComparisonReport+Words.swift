import Corpus
import ErrorRate
import Experiments
import Models
import Report
import Training

extension ComparisonReport {
    /// Word errors of a recogniser by emotion and by utterance; none without reference transcripts.
    func wordErrors(of recogniser: TranscriptVariant) -> [WordErrorSummary] {
        var scorer = ErrorRateScorer(normalizer: .basic)
        var byLabel = [CorpusErrorRate](repeating: CorpusErrorRate(), count: table.labels.count)
        var rates: [Double] = []
        for utterance in data.utterances {
            guard let reference = utterance.transcripts[.gold] else { continue }
            let heard = utterance.transcripts[recogniser].map(Hypothesis.text) ?? .missing
            let result = scorer.score(reference: reference, hypothesis: heard)
            byLabel[utterance.label].add(result)
            if result.words.counts.referenceCount > 0 { rates.append(result.words.counts.errorRate) }
        }
        guard scorer.total.utterances > 0 else { return [] }
        let groups = zip(table.labels, byLabel).filter { $0.1.utterances > 0 }.map { (label: $0, counts: counts($1)) }
        return [
            WordErrorSummary(
                title: title("Word errors", of: recogniser), recogniser: recogniser.rawValue, normalizer: "basic",
                overall: counts(scorer.total), groups: [.init(title: "by emotion", rows: groups)], utteranceRates: rates
            )
        ]
    }

    private func counts(_ rate: CorpusErrorRate) -> WordErrorSummary.Counts {
        .init(
            utterances: rate.utterances, hits: rate.words.hits, substitutions: rate.words.substitutions,
            deletions: rate.words.deletions, insertions: rate.words.insertions)
    }

    /// UAR by word error rate, gold against recognised, a panel for each model.
    func recallByErrors(of recogniser: TranscriptVariant) -> [RecallByErrors] {
        let bins = (analysis?.wordErrorBins ?? []).filter { $0.recogniser == recogniser }
        guard !bins.isEmpty else { return [] }
        let asr = Condition(train: recogniser, test: recogniser)
        let conditions = [Condition(train: .gold, test: .gold), asr, Condition(train: .gold, test: recogniser)]
            .filter { condition in bins.contains { $0.row.condition == condition } }
        let panels = plan.architectures.compactMap { architecture -> RecallByErrors.Panel? in
            let own = bins.filter { $0.row.architecture == architecture }
            let shown = architecture.usesText ? conditions : [.textFree]
            let rows = WordErrorRange.allCases.compactMap { range -> RecallByErrors.Bin? in
                let values = shown.map { condition in
                    own.first { $0.row.condition == condition && $0.range == range }
                }
                guard let count = values.compactMap({ $0?.utterances }).first, count > 0 else { return nil }
                return .init(
                    name: range.title, utterances: count,
                    values: values.map { bin in
                        bin?.unweightedAverageRecall.map {
                            .init(mean: $0, interval: bin?.interval.map(Self.interval))
                        }
                    })
            }
            return rows.isEmpty ? nil : .init(title: architecture.rawValue.uppercased(), bins: rows)
        }
        return [
            RecallByErrors(
                title: title("Labels where words are wrong", of: recogniser),
                series: conditions.isEmpty ? ["text-free"] : conditions.map(\.description), panels: panels,
                notes: [
                    "Each utterance is put into a range by the errors that \(recogniser) makes in it; UAR is over the labels "
                        + "that are there."
                        + (plan.architectures.contains(.are)
                            ? " ARE reads no words and stands for how hard the utterances are anyway." : "")
                        + " Numbers: wer_bins.csv."
                ])
        ]
    }

    /// Labels that change between gold and recognised transcripts, the greatest swings of all models first.
    func flips(of recogniser: TranscriptVariant) -> [FlipList] {
        let lists = (analysis?.flips ?? []).filter { $0.asr.condition.test == recogniser }
        guard !lists.isEmpty else { return [] }
        let all = lists.flatMap { list in list.flips.prefix(Self.shownFlips).map { (row: list.asr, flip: $0) } }
            .enumerated().sorted { ($1.element.flip.swing, $0.offset) < ($0.element.flip.swing, $1.offset) }
        let total = lists.reduce(0) { $0 + $1.flips.count }
        return [
            FlipList(
                title: title("Labels that change with the transcript", of: recogniser), beforeName: "gold",
                afterName: recogniser.rawValue,
                counts: lists.map { list in
                    .init(
                        model: name(of: list.asr), utterances: list.utterances, lost: list.rightToWrong,
                        won: list.wrongToRight, moved: list.wrongToOtherWrong)
                },
                flips: all.prefix(Self.shownFlips).map { shown($0.element.flip, $0.element.row) }, total: total,
                notes: [
                    "The label of an utterance is the most probable one by the mean of the runs' probabilities. Swing: half the sum "
                        + "of the changes of all probabilities, 0 to 1."
                ])
        ]
    }

    private static let shownFlips = 40

    /// `MDRE`, and its transcripts where it was not trained on what it is tested on.
    private func name(of row: ModelCondition) -> String {
        row.condition.train == row.condition.test ? row.architecture.rawValue.uppercased() : row.description
    }

    private func shown(_ flip: LabelFlip, _ row: ModelCondition) -> FlipList.Flip {
        func answer(_ label: Int, _ probabilities: [Double]) -> FlipList.Answer {
            .init(
                label: table.labels[label], probability: probabilities[label],
                probabilities: zip(table.labels, probabilities).map { (label: $0, probability: $1) })
        }
        return .init(
            id: flip.id, model: name(of: row), truth: table.labels[flip.label],
            before: answer(flip.goldPrediction, flip.goldProbabilities),
            after: answer(flip.asrPrediction, flip.asrProbabilities), swing: flip.swing,
            reference: flip.goldTranscript, heard: flip.asrTranscript,
            words: flip.alignment.map { .init(reference: $0.reference, heard: $0.hypothesis) },
            audio: recordings.source(of: flip.id))
    }

    /// What injected word errors do; none without gold-trained models that read text.
    func robustness(of recogniser: TranscriptVariant) -> [RobustnessFigure] {
        let curves = (analysis?.robustness ?? []).filter { $0.recogniser == recogniser }
        guard !curves.isEmpty else { return [] }
        let baseline = curves.compactMap(\.textFreeRecall).first
        let interval = analysis?.rows.first { $0.row.condition == .textFree }?[.unweightedAverageRecall]?.interval
        return [
            RobustnessFigure(
                title: title("When does text stop helping?", of: recogniser),
                curves: curves.map { curve in
                    .init(
                        name: curve.architecture.rawValue.uppercased(),
                        points: curve.points.compactMap { point in
                            point.unweightedAverageRecall.mean.map {
                                .init(
                                    rate: point.measuredRate,
                                    recall: .init(
                                        mean: $0, standardDeviation: point.unweightedAverageRecall.deviation,
                                        interval: point.interval.map(Self.interval)))
                            }
                        }, crossing: curve.crossing?.rate, statement: Self.statement(curve))
                }, baseline: baseline.map { .init(mean: $0, interval: interval.map(Self.interval)) },
                notes: [
                    "Models trained on gold transcripts, tested on gold transcripts with word errors put in at rising rates, drawn "
                        + "from the confusions that \(recogniser) made here."
                        + (baseline == nil ? "" : " Where a model with text falls to ARE, text stops helping.")
                        + " Numbers: robustness.csv."
                ])
        ]
    }

    private static func statement(_ curve: RobustnessCurve) -> String {
        let model = curve.architecture.rawValue.uppercased()
        guard let crossing = curve.crossing else { return "" }
        switch crossing.outcome {
        case .notCrossed: return "\(model) stays above ARE at all rates."
        case .neverAbove: return "\(model) is not above ARE at any rate."
        case .crossed:
            let ends = [crossing.low, crossing.high].map { $0.map { Numbers.fixed($0, 2) } ?? "beyond" }
            return "\(model) falls to ARE at a word error rate of \(Numbers.fixed(crossing.rate, 2)) "
                + "(95 %: \(ends.joined(separator: " to ")))."
        }
    }

    /// Where MDREA looked: some utterances, and the words that drew most.
    var attention: [AttentionWords] {
        let flips = (analysis?.flips ?? []).flatMap { list in
            list.flips.prefix(6).filter { !$0.goldAttention.isEmpty || !$0.asrAttention.isEmpty }
                .map { (recogniser: list.asr.condition.test, flip: $0) }
        }
        var examples = flips.prefix(8).map { recogniser, flip in
            AttentionWords.Example(
                id: flip.id, truth: table.labels[flip.label],
                readings: [
                    reading("gold", flip.goldPrediction, flip.goldProbabilities, flip.goldAttention),
                    reading("\(recogniser)", flip.asrPrediction, flip.asrProbabilities, flip.asrAttention),
                ].compactMap(\.self))
        }
        let read = attended
        if examples.isEmpty { examples = read.examples }
        guard !examples.isEmpty || !read.words.isEmpty else { return [] }
        return [
            AttentionWords(
                examples: examples, words: read.words,
                notes: [
                    "The first run's MDREA. The utterances are those whose label swings most between transcripts. All words with "
                        + "their weights: attention.csv."
                ])
        ]
    }

    private func reading(
        _ name: String, _ label: Int, _ probabilities: [Double], _ words: [AttendedWord]
    ) -> AttentionWords.Reading? {
        guard !words.isEmpty else { return nil }
        return .init(
            name: "\(name): \(table.labels[label]) (\(Numbers.fixed(probabilities[label], 2)))",
            words: words.map { ($0.word, Double($0.weight)) })
    }

    /// Words of the first run's tests by how much more than an even share of the attention they got, and, for want of flips,
    /// some utterances.
    private var attended: (words: [AttentionWords.Word], examples: [AttentionWords.Example]) {
        var sums: [ByteKey: (count: Int, weight: Double, lift: Double)] = [:]
        var examples: [AttentionWords.Example] = []
        for result in results {
            guard let test = result.tests.first(where: { $0.attention != nil }), let attention = test.attention
            else { continue }
            for (index, words) in zip(data.folds[result.job.fold].test, attention) where words.count > 1 {
                for word in words {
                    let weight = Double(word.weight)
                    let old = sums[ByteKey(word.word)] ?? (0, 0, 0)
                    sums[ByteKey(word.word)] = (
                        old.count + 1, old.weight + weight, old.lift + weight * Double(words.count)
                    )
                }
                if examples.count < 6 {
                    let utterance = data.utterances[index]
                    examples.append(
                        .init(
                            id: utterance.id, truth: table.labels[utterance.label],
                            readings: [
                                .init(
                                    name: test.transcripts.description,
                                    words: words.map { ($0.word, Double($0.weight)) })
                            ]))
                }
            }
        }
        let words = sums.filter { $0.value.count >= 5 }.map { key, sum in
            AttentionWords.Word(
                word: key.string, count: sum.count, meanWeight: sum.weight / Double(sum.count),
                lift: sum.lift / Double(sum.count))
        }
        let ranked = words.sorted { (($1.lift ?? 0), ByteKey($0.word)) < (($0.lift ?? 0), ByteKey($1.word)) }
        return (Array(ranked.prefix(20)), examples)
    }
}
