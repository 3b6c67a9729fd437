import Models
import Training

/// A model's report as machines read it; texts are as they stand in the file.
extension ModelReport {
    struct JSON: Encodable {
        struct Vocabulary: Encodable {
            var size: Int
            var firstWords: [String]
        }

        struct Tensor: Encodable {
            var name: String
            var shape: [Int]
            var rms: Double
            var largest: Double
        }

        struct Curve: Encodable {
            var checks: Int
            var lastStep: Int
            var bestStep: Int?
            var bestDevLoss: Double?
            var lastTrainLoss: Double
        }

        var path: String
        var name: String
        var sha256: String
        var contentSha256: String
        var bytes: Int
        var formatVersion: Int
        var configuration: ModelConfiguration
        var parameters: Int
        var vocabulary: Vocabulary?
        var trainingDataHash: String
        var seed: UInt64
        var toolVersion: String
        var metrics: [String: Double]
        var learningCurve: Curve?
        var calibration: TemperatureCalibration?
        var settings: [String: JSONValue]
        var tensors: [Tensor]
    }

    var json: JSON {
        let metadata = file.metadata
        let settings = metadata.settings.filter { !Self.ownLines.contains($0.key) }
        return JSON(
            path: path, name: name, sha256: fileHash, contentSha256: modelHash, bytes: bytes,
            formatVersion: ModelFile.formatVersion, configuration: file.configuration,
            parameters: file.parameters.values.count,
            vocabulary: file.configuration.architecture.usesText
                ? .init(size: metadata.vocabulary.count, firstWords: Array(metadata.vocabulary.prefix(Self.wordsShown)))
                : nil,
            trainingDataHash: metadata.trainingDataHash, seed: metadata.seed, toolVersion: metadata.toolVersion,
            metrics: metadata.metrics.filter(\.value.isFinite), learningCurve: curve,
            calibration: (try? metadata.calibration()) ?? nil,
            settings: Dictionary(
                settings.map { ($0.key, value(of: $0.key) ?? .text($0.value)) }, uniquingKeysWith: { first, _ in first }
            ),
            tensors: file.parameters.layout.slots.map { slot in
                let (rms, largest) = Self.sizes(file.parameters.values[slot.range])
                return .init(name: slot.name, shape: slot.shape, rms: rms, largest: largest)
            })
    }

    private var curve: JSON.Curve? {
        guard let curve = try? file.metadata.setting("learningCurve", as: LearningCurve.self),
            let last = curve.points.last
        else { return nil }
        let best = curve.points.filter { $0.devLoss?.isFinite == true }
            .min { ($0.devLoss ?? .infinity) < ($1.devLoss ?? .infinity) }
        return JSON.Curve(
            checks: curve.points.count, lastStep: last.step, bestStep: best?.step, bestDevLoss: best?.devLoss,
            lastTrainLoss: last.trainLoss)
    }
}
