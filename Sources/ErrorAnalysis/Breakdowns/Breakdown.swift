import Corpus

/// What the utterances are grouped by.
public enum Breakdown: Sendable, Hashable {
    /// The values of a column; `place` is its place in `ComparedUtterance.values`.
    case column(name: String, place: Int)
    case duration(Bins)
    /// The recogniser's confidence: an utterance may be in another group for each recogniser.
    case confidence(Bins)

    /// `emotion`, `duration`, `confidence`.
    public var name: String {
        switch self {
        case .column(let name, _): name
        case .duration: "duration"
        case .confidence: "confidence"
        }
    }

    /// The group of an utterance, for the recogniser with this answer.
    func group(of utterance: ComparedUtterance, _ answer: RecogniserAnswer) -> Group {
        switch self {
        case .column(_, let place):
            guard let value = utterance.values[place], !value.isEmpty else { return .none }
            return .value(ByteKey(value))
        case .duration(let bins): return utterance.durationSeconds.map { .bin(bins.index(of: $0)) } ?? .none
        case .confidence(let bins): return answer.confidence.map { .bin(bins.index(of: $0)) } ?? .none
        }
    }

    /// A group's name for people; empty for the utterances that have no value.
    func label(of group: Group) -> String {
        switch (group, self) {
        case (.value(let key), _): key.string
        case (.bin(let index), .duration(let bins)), (.bin(let index), .confidence(let bins)): bins.label(index)
        default: ""
        }
    }

    /// Values by their bytes, ranges by their place, and those without a value at the end.
    enum Group: Hashable, Comparable {
        case value(ByteKey)
        case bin(Int)
        case none
    }
}
