import Agreement
import Corpus

/// What `agreement` prints and writes.
struct AgreementReport {
    /// Two annotators; the confusion has a row for each label of the first.
    struct Pair {
        var first: Int
        var second: Int
        var analysis: AgreementAnalysis
        var confusion: [[Int]]
    }

    let annotators: [RatingTables.Annotator]
    let labels: [String]
    let whole: AgreementAnalysis
    let pairs: [Pair]
    let replicates: Int
    let seed: UInt64

    private func name(_ annotator: Int) -> String { EscapedText.oneLine(annotators[annotator].name) }

    /// The measures of all annotators, with the units that each is over.
    private var measures: [(name: String, key: String, measure: AgreementAnalysis.Measure, units: Int)] {
        var measures = [("agreement", "observedAgreement", whole.observed, whole.pairableUnits)]
        if let kappa = whole.cohenKappa { measures.append(("Cohen's kappa", "cohenKappa", kappa, whole.completeUnits)) }
        measures.append(("Fleiss' kappa", "fleissKappa", whole.fleissKappa, whole.completeUnits))
        measures.append(("Krippendorff's alpha", "krippendorffAlpha", whole.krippendorffAlpha, whole.pairableUnits))
        return measures
    }

    /// Tables for people.
    var text: String {
        var parts = [
            TextTable(
                header: ["measure", "value", "95 % interval", "utterances"],
                rows: measures.map {
                    [$0.name, Self.value($0.measure.value), Self.interval($0.measure), "\($0.units)"]
                }
            ).text
        ]
        parts.append(
            TextTable(
                header: ["label"] + annotators.indices.map(name) + ["agreement", "95 % interval"],
                rows: zip(labels, whole.labels).map { label, figures in
                    [EscapedText.oneLine(label)] + figures.ratings.map(String.init)
                        + [Self.value(figures.agreement.value), Self.interval(figures.agreement)]
                }
            ).text)
        if annotators.count > 2 {
            parts.append(
                TextTable(
                    header: ["pair", "agreement", "Cohen's kappa", "95 % interval", "utterances"],
                    rows: pairs.map { pair in
                        let kappa = pair.analysis.cohenKappa
                        return [
                            "\(name(pair.first)) - \(name(pair.second))", Self.value(pair.analysis.observed.value),
                            Self.value(kappa?.value), kappa.map(Self.interval) ?? "–",
                            "\(pair.analysis.completeUnits)",
                        ]
                    }
                ).text)
        }
        for pair in pairs {
            let table = TextTable(
                header: [""] + labels.map(EscapedText.oneLine),
                rows: zip(labels, pair.confusion).map { [EscapedText.oneLine($0)] + $1.map(String.init) })
            parts.append("rows: \(name(pair.first)), columns: \(name(pair.second))\n\(table.text)")
        }
        return parts.joined(separator: "\n\n")
    }

    /// Every figure: `what,first,second,label,other_label,value,low,high,utterances`.
    var csv: [UInt8] {
        let writer = CSVWriter()
        var bytes = writer.record([
            "what", "first", "second", "label", "other_label", "value", "low", "high", "utterances",
        ])
        func figures(_ measure: AgreementAnalysis.Measure) -> [String] {
            [measure.value, measure.interval?.lowerBound, measure.interval?.upperBound].map { value in
                value.map { "\($0)" } ?? ""
            }
        }
        for (_, key, measure, units) in measures {
            writer.append([key, "", "", "", ""] + figures(measure) + [String(units)], to: &bytes)
        }
        for (label, own) in zip(labels, whole.labels) {
            writer.append(["labelAgreement", "", "", label, ""] + figures(own.agreement) + [""], to: &bytes)
            for (annotator, count) in zip(annotators, own.ratings) {
                writer.append(["labelCount", annotator.name, "", label, "", String(count), "", "", ""], to: &bytes)
            }
        }
        for pair in pairs {
            let names = [annotators[pair.first].name, annotators[pair.second].name]
            if let kappa = pair.analysis.cohenKappa {
                writer.append(
                    ["cohenKappa"] + names + ["", ""] + figures(kappa) + [String(pair.analysis.completeUnits)],
                    to: &bytes)
            }
            for (label, row) in zip(labels, pair.confusion) {
                for (other, count) in zip(labels, row) {
                    writer.append(["confusion"] + names + [label, other, String(count), "", "", ""], to: &bytes)
                }
            }
        }
        return bytes
    }

    private static func value(_ value: Double?) -> String { value.map { Spoken.decimal($0, 3) } ?? "–" }

    private static func interval(_ measure: AgreementAnalysis.Measure) -> String {
        guard let interval = measure.interval else { return "–" }
        return "\(value(interval.lowerBound)) to \(value(interval.upperBound))"
    }
}

extension AgreementReport {
    struct JSON: Encodable {
        struct Measure: Encodable {
            var value: Double?
            var low: Double?
            var high: Double?

            init(_ measure: AgreementAnalysis.Measure) {
                value = measure.value
                low = measure.interval?.lowerBound
                high = measure.interval?.upperBound
            }
        }

        struct Annotator: Encodable {
            var name: String
            var rows: Int
            var unlabelled: Int
            var missing: Int
            var otherLabels: [String: Int]
        }

        struct Label: Encodable {
            var label: String
            var counts: [Int]
            var agreement: Measure
        }

        struct Pair: Encodable {
            var first: String
            var second: String
            var utterances: Int
            var observedAgreement: Measure
            var cohenKappa: Measure?
            var confusion: [[Int]]
        }

        var utterances: Int
        var pairableUtterances: Int
        var completeUtterances: Int
        var observedAgreement: Measure
        var cohenKappa: Measure?
        var fleissKappa: Measure
        var krippendorffAlpha: Measure
        var labels: [Label]
        var annotators: [Annotator]
        var pairs: [Pair]
        var replicates: Int
        var seed: UInt64
    }

    var json: JSON {
        JSON(
            utterances: whole.units, pairableUtterances: whole.pairableUnits, completeUtterances: whole.completeUnits,
            observedAgreement: .init(whole.observed), cohenKappa: whole.cohenKappa.map(JSON.Measure.init),
            fleissKappa: .init(whole.fleissKappa), krippendorffAlpha: .init(whole.krippendorffAlpha),
            labels: zip(labels, whole.labels).map {
                .init(label: $0, counts: $1.ratings, agreement: .init($1.agreement))
            },
            annotators: annotators.map { annotator in
                .init(
                    name: annotator.name, rows: annotator.rows, unlabelled: annotator.unlabelled,
                    missing: annotator.missing,
                    otherLabels: Dictionary(annotator.otherLabels.map { ($0.name, $0.count) }, uniquingKeysWith: +))
            },
            pairs: pairs.map { pair in
                .init(
                    first: annotators[pair.first].name, second: annotators[pair.second].name,
                    utterances: pair.analysis.completeUnits, observedAgreement: .init(pair.analysis.observed),
                    cohenKappa: pair.analysis.cohenKappa.map(JSON.Measure.init), confusion: pair.confusion)
            }, replicates: replicates, seed: seed)
    }
}
