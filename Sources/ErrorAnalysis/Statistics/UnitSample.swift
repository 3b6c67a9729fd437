import Corpus
import ErrorRate

/// What is drawn as a whole when the corpus is drawn again from itself.
public enum SamplingUnit: String, Sendable, CaseIterable {
    case utterances
    /// All utterances of a speaker, since they are not independent of each other.
    case speakers
}

/// The counts of every unit, as small as they fit.
struct UnitSample {
    private struct Counts {
        var errors: UInt32 = 0
        var words: UInt32 = 0
    }

    private var units: [Counts] = []
    private var placeOf: [ByteKey: Int] = [:]

    /// Adds an utterance: to the unit of its speaker, or where there is none, as a unit of its own.
    mutating func add(_ counts: EditCounts, speaker: String?) {
        var place = units.count
        if let speaker { place = placeOf[ByteKey(speaker)] ?? place }
        if place == units.count {
            units.append(Counts())
            if let speaker { placeOf[ByteKey(speaker)] = place }
        }
        units[place].errors += UInt32(counts.errors)
        units[place].words += UInt32(counts.referenceCount)
    }

    /// Counts with the same errors and words; of what kind the errors are is not kept.
    var counts: [EditCounts] {
        units.map { unit in
            // Errors beyond the words can only be insertions.
            let inserted = unit.errors > unit.words ? unit.errors - unit.words : 0
            let replaced = Int(unit.errors - inserted)
            return EditCounts(
                hits: Int(unit.words) - replaced, substitutions: replaced, insertions: Int(inserted))
        }
    }

    var count: Int { units.count }
}
