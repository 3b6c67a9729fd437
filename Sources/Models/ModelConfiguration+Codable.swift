/// As JSON: the paper's settings always, those beyond the paper where they differ from their defaults.
///
/// So models of the paper's shape keep their bytes, and files written before such a setting existed can be read: what they
/// lack has its default.
extension ModelConfiguration: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case architecture, labels, hidden, layers, resetGate, mfccColumns, prosodyColumns, maximumFrames, maximumTokens
        case vocabularySize, embeddingSize
        case audioPooling, bidirectionalAudio, bidirectionalText, frameStacking
    }

    /// The names that a configuration may hold.
    static let settingNames = Set(CodingKeys.allCases.map(\.rawValue))

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            architecture: try values.decode(Architecture.self, forKey: .architecture),
            labels: try values.decode([String].self, forKey: .labels),
            vocabularySize: try values.decode(Int.self, forKey: .vocabularySize))
        hidden = try values.decode(Int.self, forKey: .hidden)
        layers = try values.decode(Int.self, forKey: .layers)
        resetGate = try values.decode(ResetGate.self, forKey: .resetGate)
        mfccColumns = try values.decode(Int.self, forKey: .mfccColumns)
        prosodyColumns = try values.decode(Int.self, forKey: .prosodyColumns)
        maximumFrames = try values.decode(Int.self, forKey: .maximumFrames)
        maximumTokens = try values.decode(Int.self, forKey: .maximumTokens)
        embeddingSize = try values.decode(Int.self, forKey: .embeddingSize)
        audioPooling = try values.decodeIfPresent(AudioPooling.self, forKey: .audioPooling) ?? audioPooling
        bidirectionalAudio = try values.decodeIfPresent(Bool.self, forKey: .bidirectionalAudio) ?? bidirectionalAudio
        bidirectionalText = try values.decodeIfPresent(Bool.self, forKey: .bidirectionalText) ?? bidirectionalText
        frameStacking = try values.decodeIfPresent(Int.self, forKey: .frameStacking) ?? frameStacking
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(architecture, forKey: .architecture)
        try values.encode(labels, forKey: .labels)
        try values.encode(hidden, forKey: .hidden)
        try values.encode(layers, forKey: .layers)
        try values.encode(resetGate, forKey: .resetGate)
        try values.encode(mfccColumns, forKey: .mfccColumns)
        try values.encode(prosodyColumns, forKey: .prosodyColumns)
        try values.encode(maximumFrames, forKey: .maximumFrames)
        try values.encode(maximumTokens, forKey: .maximumTokens)
        try values.encode(vocabularySize, forKey: .vocabularySize)
        try values.encode(embeddingSize, forKey: .embeddingSize)
        let paper = ModelConfiguration(architecture: architecture, labels: labels)
        func encode(_ path: KeyPath<Self, some Encodable & Equatable>, _ key: CodingKeys) throws {
            if self[keyPath: path] != paper[keyPath: path] { try values.encode(self[keyPath: path], forKey: key) }
        }
        try encode(\.audioPooling, .audioPooling)
        try encode(\.bidirectionalAudio, .bidirectionalAudio)
        try encode(\.bidirectionalText, .bidirectionalText)
        try encode(\.frameStacking, .frameStacking)
    }
}
