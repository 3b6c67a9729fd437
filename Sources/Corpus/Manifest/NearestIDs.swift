/// Which ids somebody may have meant who named one that is not there.
public enum NearestIDs {
    /// Ids longer than this are compared by what they hold alone.
    private static let longest = 200

    /// The nearest ids, best first: those that hold the text or lie in it, whatever the case, then those that take the
    /// fewest changed, added or missing characters, no more than a third of the text.
    ///
    /// - Parameters:
    ///   - id: what was named.
    ///   - ids: what there is; equal distances stay in this order.
    ///   - limit: the most to return.
    /// - Returns: none where nothing is near.
    /// - Complexity: O(n · m) for each id of m characters.
    public static func of(_ id: String, among ids: [String], limit: Int = 5) -> [String] {
        let wanted = Array(id.lowercased().unicodeScalars)
        guard !wanted.isEmpty, wanted.count <= longest else { return [] }
        let tolerance = max(2, wanted.count / 3)
        var found: [(distance: Int, place: Int)] = []
        for (place, other) in ids.enumerated() {
            let lowered = other.lowercased()
            let scalars = Array(lowered.unicodeScalars)
            guard !scalars.isEmpty, scalars.count <= longest else { continue }
            if wanted.count > 2, holds(scalars, wanted) || (scalars.count > 2 && holds(wanted, scalars)) {
                found.append((-1, place))
            } else if abs(scalars.count - wanted.count) <= tolerance {
                let distance = editDistance(wanted, scalars)
                if distance <= tolerance { found.append((distance, place)) }
            }
        }
        return found.sorted { $0 < $1 }.prefix(limit).map { ids[$0.place] }
    }

    private static func holds(_ text: [Unicode.Scalar], _ part: [Unicode.Scalar]) -> Bool {
        guard part.count <= text.count else { return false }
        return (0...text.count - part.count).contains { text[$0..<$0 + part.count].elementsEqual(part) }
    }

    /// Levenshtein's distance in two rows.
    private static func editDistance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
        var row = Array(0...other.count)
        for (place, scalar) in one.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for column in other.indices {
                let above = row[column + 1]
                row[column + 1] = min(above + 1, row[column] + 1, diagonal + (scalar == other[column] ? 0 : 1))
                diagonal = above
            }
        }
        return row[other.count]
    }
}
