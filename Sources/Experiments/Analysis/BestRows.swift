import Models

/// Which numbers of the table may be set in bold.
///
/// Rows are compared within groups: all models on the same transcripts, those without text being in every group. A row is
/// best in a measure if in each of its groups it has the highest mean and its difference to the next one has a corrected
/// p-value below 0.05. A row alone in its group is never best: there is nothing to be better than.
struct BestRows {
    /// Corrected p-values below this are called significant.
    static let level = 0.05

    private let rows: [ModelCondition]
    private let comparisons: [PairedComparison]

    init(_ rows: [ModelCondition], _ comparisons: [PairedComparison]) {
        self.rows = rows
        self.comparisons = comparisons
    }

    /// Whether each row is best, from the mean of each.
    func best(_ measure: Measure, means: [Double?]) -> [Bool] {
        var conditions: [Condition] = []
        for row in rows where row.condition != .textFree && !conditions.contains(row.condition) {
            conditions.append(row.condition)
        }
        if conditions.isEmpty { conditions = [.textFree] }
        let winners = conditions.map { condition in
            winner(rows.indices.filter { [condition, .textFree].contains(rows[$0].condition) }, measure, means)
        }
        return rows.indices.map { row in
            rows[row].condition == .textFree
                ? winners.allSatisfy { $0 == row } : winners.contains { $0 == row }
        }
    }

    private func winner(_ group: [Int], _ measure: Measure, _ means: [Double?]) -> Int? {
        let ranked = group.compactMap { row in means[row].map { (row: row, mean: $0) } }
            .sorted { ($1.mean, $0.row) < ($0.mean, $1.row) }
        guard ranked.count > 1, ranked[0].mean > ranked[1].mean,
            let test = comparison(ranked[0].row, ranked[1].row)?[measure], let pValue = test.correctedPValue
        else { return nil }
        return pValue < Self.level ? ranked[0].row : nil
    }

    private func comparison(_ one: Int, _ other: Int) -> PairedComparison? {
        let pair = [rows[one], rows[other]]
        return comparisons.first { pair.contains($0.first) && pair.contains($0.second) }
    }
}
