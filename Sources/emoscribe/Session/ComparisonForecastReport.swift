import Corpus
import Experiments
import Models

/// What `compare --dry-run` says.
struct ComparisonForecastReport: Encodable {
    /// One model.
    struct Model: Encodable {
        var model: String
        var trainings: Int
        var secondsPerStep: Double
        var secondsPerCheck: Double
        var typicalSteps: Int
        /// `finished runs` or `assumed`.
        var typicalStepsFrom: String
        var maximumSteps: Int
        var parameters: Int
    }

    var runs: Int
    var stored: Int
    var models: [Model]
    var folds: Int
    var runsPerFold: Int
    var utterances: Int
    var shard: String?
    var threads: Int
    var trainingsAtATime: Int
    var featureSeconds: Double
    var trainingSeconds: Double
    var trainingSecondsAtMost: Double
    var recognisers: [ForecastReport]

    private let forecast: ComparisonForecast
    private let scheme: FoldScheme
    private let standsIn: Bool

    private enum CodingKeys: CodingKey {
        case runs, stored, models, folds, runsPerFold, utterances, shard, threads, trainingsAtATime, featureSeconds
        case trainingSeconds, trainingSecondsAtMost, recognisers
    }

    /// - Parameters:
    ///   - forecast: times of the trainings.
    ///   - plan: the whole comparison.
    ///   - shard: the part of it that is meant.
    ///   - scheme: how the corpus is cut.
    ///   - utterances: of the corpus, with a label.
    ///   - featureSeconds: to decode all of them.
    ///   - threads: to be used.
    ///   - recognisers: what each would be asked.
    ///   - standsIn: whether reference transcripts stood in for those that nobody has yet.
    init(
        _ forecast: ComparisonForecast, plan: ComparisonPlan, shard: Shard, scheme: FoldScheme, utterances: Int,
        featureSeconds: Double, threads: Int, recognisers: [ForecastReport], standsIn: Bool
    ) {
        self.forecast = forecast
        self.scheme = scheme
        self.standsIn = standsIn
        self.utterances = utterances
        self.threads = threads
        self.featureSeconds = featureSeconds
        self.recognisers = recognisers
        self.shard = shard.isWhole ? nil : shard.description
        runs = forecast.total
        stored = forecast.stored
        folds = plan.folds
        runsPerFold = plan.runs
        trainingsAtATime = forecast.workers
        trainingSeconds = forecast.secondsTypically
        trainingSecondsAtMost = forecast.secondsAtMost
        models = forecast.models.map { model in
            Model(
                model: model.architecture.rawValue, trainings: model.trainings,
                secondsPerStep: model.training.secondsPerStep, secondsPerCheck: model.training.secondsPerCheck,
                typicalSteps: model.typicalSteps,
                typicalStepsFrom: model.source == .assumed ? "assumed" : "finished runs",
                maximumSteps: model.training.maximumSteps, parameters: model.training.parameterCount)
        }
    }

    /// For people.
    var text: String {
        var parts = [
            "\(Spoken.count(folds, "fold")) (\(scheme))", "\(Spoken.count(runsPerFold, "run")) each",
            Spoken.count(utterances, "utterance"),
        ]
        if stored > 0 { parts.append("\(stored) of them are in the folder already") }
        let head = "\(Spoken.count(runs, "training"))" + (shard.map { ", shard \($0)" } ?? "")
        return ([head + ": " + parts.joined(separator: ", ")] + times + recognition).joined(separator: "\n")
    }

    private var times: [String] {
        guard !forecast.models.isEmpty else { return ["nothing is left to train"] }
        let rows = forecast.models.map { model in
            [
                model.architecture.rawValue, "\(model.trainings)", milliseconds(model.training.secondsPerStep),
                "\(model.typicalSteps)", Spoken.duration(model.seconds(steps: model.typicalSteps)),
                "\(model.training.maximumSteps)",
                Spoken.duration(model.seconds(steps: model.training.maximumSteps)),
            ]
        }
        let table = TextTable(
            header: ["model", "trainings", "a step", "usual steps", "one training", "most steps", "at most"], rows: rows
        )
        var lines = [
            table.text,
            "\(Spoken.count(threads, "thread")): \(Spoken.count(forecast.workers, "training")) at a time"
                + (forecast.threadsPerTraining > 1 ? ", \(forecast.threadsPerTraining) threads each" : ""),
            "usual steps: " + Self.sources(forecast),
        ]
        if standsIn { lines.append("the reference transcripts stood in for the recogniser's: a dry run asks nobody") }
        let features = featureSeconds > 0 ? "features \(Spoken.duration(featureSeconds)), " : ""
        lines.append(
            "time: \(features)training about \(Spoken.duration(trainingSeconds)), at most "
                + Spoken.duration(trainingSecondsAtMost))
        return lines
    }

    private static func sources(_ forecast: ComparisonForecast) -> String {
        let counts = forecast.models.map { model -> (name: String, count: Int?) in
            if case .finished(let count) = model.source { return (model.architecture.rawValue, count) }
            return (model.architecture.rawValue, nil)
        }
        let measured = counts.filter { $0.count != nil }.map {
            "\($0.name) the mean of \(Spoken.count($0.count ?? 0, "finished run"))"
        }
        let assumed = counts.filter { $0.count == nil }.map(\.name)
        return
            (measured
            + (assumed.isEmpty
                ? []
                : ["\(assumed.joined(separator: ", ")) assumed: three times the earliest end that the dev loss allows"]))
            .joined(separator: "; ")
    }

    private var recognition: [String] {
        recognisers.flatMap { report in ["", "recogniser \(EscapedText.oneLine(report.provider))", report.text] }
    }

    private func milliseconds(_ seconds: Double) -> String { "\(Spoken.decimal(1000 * seconds, 1)) ms" }
}
