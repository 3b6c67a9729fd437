import Corpus
import Foundation
import Models
import Testing
import Training

@Suite("TemperatureCalibration")
struct TemperatureCalibrationTests {
    /// One case of `Tools/make_calibration_golden.py`.
    private struct Golden: Decodable {
        let name: String
        let logits: [Float]
        let labels: [Int]
        let temperature, lossBefore, lossAfter, errorBefore, errorAfter: Double
    }

    /// Logits of a model that is right more often than not; `scale` makes it too sure or too modest.
    private static func problem(_ count: Int, classes: Int, scale: Double, seed: UInt64) -> ([Float], [Int]) {
        var generator = SeededGenerator(seed: seed)
        var logits: [Float] = []
        var labels: [Int] = []
        for _ in 0..<count {
            let label = generator.below(classes)
            labels.append(label)
            logits += (0..<classes).map { Float(scale * (generator.normal() + ($0 == label ? 1 : 0))) }
        }
        return (logits, labels)
    }

    @Test("temperatures and measures are scipy's and numpy's")
    func golden() throws {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/scipy-calibration.json")
        let cases = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: url))
        #expect(cases.count == 4)
        for golden in cases {
            let fit = try TemperatureCalibration.fit(logits: golden.logits, labels: golden.labels)
            // Both solve for the derivative's root in double precision.
            #expect(abs(fit.temperature - golden.temperature) < 1e-9 * golden.temperature, "\(golden.name)")
            #expect(abs(fit.before.negativeLogLikelihood - golden.lossBefore) < 1e-12)
            #expect(abs(fit.after.negativeLogLikelihood - golden.lossAfter) < 1e-12)
            #expect(abs(fit.before.expectedCalibrationError - golden.errorBefore) < 1e-12)
            #expect(abs(fit.after.expectedCalibrationError - golden.errorAfter) < 1e-9)
            #expect(fit.utterances == golden.labels.count)
        }
    }

    @Test("two utterances by hand: logits 0 and log 3, right in three of four, need no temperature")
    func byHand() throws {
        // p(right) = 3/4 is just the share of right labels.
        let logits = (0..<4).flatMap { _ in [Float(0), Float(log(3.0))] }
        let fit = try TemperatureCalibration.fit(logits: logits, labels: [1, 1, 1, 0])
        #expect(abs(fit.temperature - 1) < 1e-6)
        #expect(fit.before.expectedCalibrationError < 1e-6)
    }

    @Test("logits that are multiplied by a number get a temperature multiplied by it", arguments: [0.25, 3.0])
    func scaling(_ factor: Double) throws {
        let (logits, labels) = Self.problem(80, classes: 4, scale: 1.5, seed: 9)
        let plain = try TemperatureCalibration.fit(logits: logits, labels: labels)
        let scaled = try TemperatureCalibration.fit(logits: logits.map { Float(Double($0) * factor) }, labels: labels)
        #expect(abs(scaled.temperature / plain.temperature - factor) < 1e-6 * factor)
    }

    @Test("no other temperature has a better likelihood")
    func optimum() throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            let scale = [0.3, 1, 4][Int(seed) % 3]
            let (logits, labels) = Self.problem(30, classes: 3, scale: scale, seed: seed)
            let fit = try TemperatureCalibration.fit(logits: logits, labels: labels)
            let best = fit.after.negativeLogLikelihood
            #expect(best <= fit.before.negativeLogLikelihood)
            for factor in [0.5, 0.9, 0.99, 1.01, 1.1, 2] {
                let temperature = fit.temperature * factor
                guard TemperatureCalibration.temperatures.contains(temperature) else { continue }
                let other = CalibrationMeasures(logits: logits, labels: labels, temperature: temperature)
                #expect(other.negativeLogLikelihood >= best)
            }
        }
    }

    @Test("labels that are all right, all wrong or unrelated end at the range's edge, or at 1 where nothing matters")
    func edges() throws {
        let sure = try TemperatureCalibration.fit(logits: [0, 1, 2, 0], labels: [1, 0])
        #expect(sure.temperature == TemperatureCalibration.temperatures.lowerBound)
        let wrong = try TemperatureCalibration.fit(logits: [0, 1, 2, 0], labels: [0, 1])
        #expect(wrong.temperature == TemperatureCalibration.temperatures.upperBound)
        #expect(try TemperatureCalibration.fit(logits: [2, 2, 5, 5], labels: [0, 1]).temperature == 1)
    }

    @Test("what cannot be fitted is refused with the reason")
    func refusals() {
        #expect(throws: TrainingError.calibration(reason: "there are no dev utterances to fit it on")) {
            try TemperatureCalibration.fit(logits: [], labels: [])
        }
        #expect(throws: TrainingError.self) { try TemperatureCalibration.fit(logits: [1, 2, 3], labels: [0, 1]) }
        #expect(throws: TrainingError.self) { try TemperatureCalibration.fit(logits: [1, .nan], labels: [0]) }
        #expect(throws: TrainingError.labelOutOfRange(example: 0, label: 2, labels: 2)) {
            try TemperatureCalibration.fit(logits: [1, 2], labels: [2])
        }
    }

    @Test("a calibrated model says the same labels with other probabilities, as its file does after a round trip")
    func labelsStay() throws {
        let inputs = SyntheticProblem.examples(40, seed: 8).map(\.input)
        for (architecture, seed) in zip(Architecture.allCases, 1...4 as ClosedRange<UInt64>) {
            let configuration = SyntheticProblem.configuration(architecture)
            var generator = SeededGenerator(seed: seed)
            let parameters = Parameters.initial(configuration, using: &generator)
            let plain = try Predictor(configuration: configuration, parameters: parameters)
            let expected = try plain.predict(inputs)
            let labels = try plain.logits(inputs).indices.filter { $0 % 2 == 0 }.map { _ in generator.below(2) }
            let calibration = try TemperatureCalibration.fit(logits: plain.logits(inputs), labels: labels)
            var metadata = ModelMetadata(vocabulary: architecture.usesText ? (0..<8).map { "w\($0)" } : [])
            try metadata.setCalibration(calibration)
            let file = try ModelFile(configuration: configuration, parameters: parameters, metadata: metadata)
            let read = try ModelFile.decode(file.encoded())
            #expect(try read.metadata.calibration() == calibration)
            let calibrated = try Predictor(model: read).predict(inputs)
            #expect(calibrated.map(\.label) == expected.map(\.label))
            #expect(calibrated.map(\.probabilities) != expected.map(\.probabilities))
            for prediction in calibrated {
                #expect(prediction.confidence == prediction.probabilities.max())
                #expect(abs(prediction.probabilities.reduce(0, +) - 1) < 1e-5)
            }
        }
    }

    @Test("a stored temperature that no fit gives is refused", arguments: ["0", "-1", "1e300", "\"NaN\""])
    func hostileTemperature(_ temperature: String) throws {
        let (logits, labels) = Self.problem(20, classes: 3, scale: 2, seed: 3)
        var metadata = ModelMetadata()
        try metadata.setCalibration(TemperatureCalibration.fit(logits: logits, labels: labels))
        let text = metadata.settings["calibration", default: ""]
        let number = try #require(text.firstRange(of: /"temperature":[0-9.]+/))
        metadata.settings["calibration"] = text.replacingCharacters(in: number, with: "\"temperature\":" + temperature)
        #expect(throws: ModelError.self) { try metadata.calibration() }
        try metadata.setCalibration(nil)
        #expect(try metadata.calibration() == nil)
    }
}
