public import Models

/// A row of the table: one model on one pair of transcripts.
public struct ModelCondition: Codable, Hashable, Sendable, CustomStringConvertible {
    /// The model.
    public let architecture: Architecture
    /// The transcripts it was trained and tested on; `.textFree` for a model that reads none.
    public let condition: Condition

    /// A row.
    public init(_ architecture: Architecture, _ condition: Condition) {
        self.architecture = architecture
        self.condition = condition
    }

    /// `MDRE, gold → asr:NAME`.
    public var description: String { "\(architecture.rawValue.uppercased()), \(condition)" }

    /// The three cells that name it in CSV: model, train, test.
    var cells: [String] { [architecture.rawValue, condition.train.rawValue, condition.test.rawValue] }
}
