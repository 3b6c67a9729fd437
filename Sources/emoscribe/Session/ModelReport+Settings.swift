import Foundation
import Models
import Training

/// The parts of a model's report that other layers' settings make.
extension ModelReport {
    /// A setting's leaves; one that is no JSON as it is.
    func settingRows(_ name: String) -> [(String, [String])] {
        let leaves = value(of: name)?.leaves() ?? [("", ModelText.short(file.metadata.settings[name] ?? ""))]
        return leaves.prefix(80).map { ($0.path, [$0.value]) }
    }

    /// A setting as JSON; nil where it is none.
    func value(of name: String) -> JSONValue? {
        (try? file.metadata.setting(name, as: JSONValue.self)) ?? nil
    }

    /// Nil where the file has none.
    var curveRows: [(String, [String])]? {
        guard file.metadata.settings["learningCurve"] != nil else { return nil }
        guard let curve = try? file.metadata.setting("learningCurve", as: LearningCurve.self),
            let last = curve.points.last
        else { return [("", ["cannot be read, or is empty"])] }
        var rows = [
            (
                "checks",
                [
                    "\(curve.points.count),", "the last after step \(last.step),",
                    "epoch \(Spoken.decimal(last.epoch, 1))",
                ]
            )
        ]
        func add(_ name: String, _ losses: [(step: Int, loss: Double)]) {
            guard let first = losses.first, let last = losses.last, let best = losses.min(by: { $0.loss < $1.loss })
            else { return }
            rows.append(
                (
                    name,
                    [
                        ModelText.sparkline(losses.map(\.loss), width: 40), "\(Spoken.decimal(first.loss, 4)) →",
                        "\(Spoken.decimal(last.loss, 4)),",
                        "lowest \(Spoken.decimal(best.loss, 4)) at step \(best.step)",
                    ]
                ))
        }
        add("training loss", curve.points.map { ($0.step, $0.trainLoss) })
        add("dev loss", curve.points.compactMap { point in point.devLoss.map { (point.step, $0) } })
        return rows
    }

    /// Nil where the file has none.
    var calibrationRows: [(String, [String])]? {
        guard file.metadata.settings[ModelMetadata.calibrationSetting] != nil else { return nil }
        let calibration: TemperatureCalibration?
        do { calibration = try file.metadata.calibration() } catch {
            return [("", [ModelText.short("\(error)", limit: 300)])]
        }
        guard let calibration else { return nil }
        func change(_ path: KeyPath<CalibrationMeasures, Double>, _ places: Int) -> String {
            "\(Spoken.decimal(calibration.before[keyPath: path], places)) → "
                + Spoken.decimal(calibration.after[keyPath: path], places)
        }
        return [
            (
                "temperature",
                [
                    "\(Spoken.decimal(calibration.temperature, 3)),",
                    "fitted on \(Spoken.count(calibration.utterances, "dev utterance"))",
                ]
            ),
            ("ECE", [change(\.expectedCalibrationError, 3)]),
            ("negative log-likelihood", [change(\.negativeLogLikelihood, 3)]),
        ]
    }

    /// A row per tensor.
    var tensorTable: String {
        TextTable(
            header: ["  tensor", "shape", "values", "rms", "largest"],
            rows: file.parameters.layout.slots.map { slot in
                let (rms, largest) = Self.sizes(file.parameters.values[slot.range])
                return [
                    "  " + slot.name, slot.shape.map(String.init).joined(separator: " × "), "\(slot.count)",
                    Spoken.decimal(rms, 4), Spoken.decimal(largest, 3),
                ]
            }
        ).text
    }

    static func sizes(_ values: ArraySlice<Float>) -> (rms: Double, largest: Double) {
        var (squares, largest) = (0.0, Float(0))
        for value in values {
            squares += Double(value) * Double(value)
            largest = max(largest, abs(value))
        }
        return ((squares / Double(max(1, values.count))).squareRoot(), Double(largest))
    }
}
