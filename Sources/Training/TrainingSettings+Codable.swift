import Models

/// As JSON: the paper's settings always, those beyond the paper where they differ from their defaults.
///
/// So what was written before such a setting existed can be read, and reads the same: what is absent has its default.
extension TrainingSettings: Codable {
    private enum CodingKeys: String, CodingKey {
        case loss, classWeights, learningRate, beta1, beta2, epsilon, gradientLimit, batchSize, maximumSteps
        case minimumSteps, checkInterval, patience, keepAudio, keepText
        case timeMasks, timeMaskFrames, coefficientMasks, coefficientMaskWidth
    }

    public init(from decoder: any Decoder) throws {
        self.init()
        let values = try decoder.container(keyedBy: CodingKeys.self)
        loss = try values.decode(LossFunction.self, forKey: .loss)
        classWeights = try values.decode(ClassWeighting.self, forKey: .classWeights)
        learningRate = try values.decode(Double.self, forKey: .learningRate)
        beta1 = try values.decode(Double.self, forKey: .beta1)
        beta2 = try values.decode(Double.self, forKey: .beta2)
        epsilon = try values.decode(Double.self, forKey: .epsilon)
        gradientLimit = try values.decode(Double.self, forKey: .gradientLimit)
        batchSize = try values.decode(Int.self, forKey: .batchSize)
        maximumSteps = try values.decode(Int.self, forKey: .maximumSteps)
        minimumSteps = try values.decode(Int.self, forKey: .minimumSteps)
        checkInterval = try values.decode(CheckInterval.self, forKey: .checkInterval)
        patience = try values.decode(Int.self, forKey: .patience)
        keepAudio = try values.decode(Double.self, forKey: .keepAudio)
        keepText = try values.decode(Double.self, forKey: .keepText)
        timeMasks = try values.decodeIfPresent(Int.self, forKey: .timeMasks) ?? timeMasks
        timeMaskFrames = try values.decodeIfPresent(Int.self, forKey: .timeMaskFrames) ?? timeMaskFrames
        coefficientMasks = try values.decodeIfPresent(Int.self, forKey: .coefficientMasks) ?? coefficientMasks
        coefficientMaskWidth =
            try values.decodeIfPresent(Int.self, forKey: .coefficientMaskWidth) ?? coefficientMaskWidth
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(loss, forKey: .loss)
        try values.encode(classWeights, forKey: .classWeights)
        try values.encode(learningRate, forKey: .learningRate)
        try values.encode(beta1, forKey: .beta1)
        try values.encode(beta2, forKey: .beta2)
        try values.encode(epsilon, forKey: .epsilon)
        try values.encode(gradientLimit, forKey: .gradientLimit)
        try values.encode(batchSize, forKey: .batchSize)
        try values.encode(maximumSteps, forKey: .maximumSteps)
        try values.encode(minimumSteps, forKey: .minimumSteps)
        try values.encode(checkInterval, forKey: .checkInterval)
        try values.encode(patience, forKey: .patience)
        try values.encode(keepAudio, forKey: .keepAudio)
        try values.encode(keepText, forKey: .keepText)
        let paper = TrainingSettings()
        func encode(_ path: KeyPath<Self, some Encodable & Equatable>, _ key: CodingKeys) throws {
            if self[keyPath: path] != paper[keyPath: path] { try values.encode(self[keyPath: path], forKey: key) }
        }
        try encode(\.timeMasks, .timeMasks)
        try encode(\.timeMaskFrames, .timeMaskFrames)
        try encode(\.coefficientMasks, .coefficientMasks)
        try encode(\.coefficientMaskWidth, .coefficientMaskWidth)
    }
}
