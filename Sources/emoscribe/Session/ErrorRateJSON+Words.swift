import ErrorAnalysis
import ErrorRate

extension ErrorRateJSON {
    /// What happened to single words; lists are cut to what was asked for.
    struct Tallies: Encodable {
        struct Confusion: Encodable {
            var reference, hypothesis: String
            var count: Int
        }

        struct Word: Encodable {
            var word: String
            var referenceCount, hits, substitutions, deletions, insertions: Int

            init(_ counts: WordCounts) {
                word = counts.word
                referenceCount = counts.referenceCount
                (hits, substitutions) = (counts.hits, counts.substitutions)
                (deletions, insertions) = (counts.deletions, counts.insertions)
            }
        }

        var confusions: [Confusion]
        var lost, inserted: [Word]

        init(_ tally: WordTally, _ count: Int) {
            confusions = tally.confusions.prefix(count).map {
                Confusion(reference: $0.reference, hypothesis: $0.hypothesis, count: $0.count)
            }
            lost = tally.words(by: \.lost).prefix(count).map { Word($0) }
            inserted = tally.words(by: \.insertions).prefix(count).map { Word($0) }
        }
    }

    /// The errors in words that go with an emotion.
    struct EmotionRates: Encodable {
        struct Rate: Encodable {
            var referenceWords, hits, substitutions, deletions, insertions: Int
            var wer: Double

            init(_ counts: EditCounts) {
                referenceWords = counts.referenceCount
                (hits, substitutions) = (counts.hits, counts.substitutions)
                (deletions, insertions) = (counts.deletions, counts.insertions)
                wer = counts.errorRate
            }
        }

        var emotionBearing: Rate
        var byLabel: [String: Rate]
        var all: Rate

        init(_ words: EmotionWords, _ tally: WordTally) {
            let rates = words.errorRates(in: tally)
            emotionBearing = Rate(rates.emotionBearing)
            byLabel = Dictionary(zip(words.labels, rates.byLabel.map(Rate.init))) { first, _ in first }
            all = Rate(rates.all)
        }
    }

    /// The words that go with an emotion, and the rule by which they were picked.
    struct Words: Encodable {
        struct Word: Encodable {
            var word, label: String
            var z: Double
            var count, totalCount: Int
        }

        var rule = "log-odds ratio with informative Dirichlet prior, against the other labels"
        var threshold: Double
        var minimumCount: Int
        var priorWords: Double
        var texts: Int
        var source: String
        var split: String?
        var words: [Word]

        init(_ choice: EmotionWordChoice) {
            let settings = choice.words.settings
            (threshold, minimumCount, priorWords) = (settings.threshold, settings.minimumCount, settings.priorWords)
            (texts, source, split) = (choice.texts, choice.path, choice.areTraining ? "train" : nil)
            words = choice.words.words.map {
                Word(word: $0.word, label: $0.label, z: $0.z, count: $0.count, totalCount: $0.totalCount)
            }
        }
    }
}
