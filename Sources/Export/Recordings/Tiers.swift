import Corpus

/// The rows of one recording as tiers, each of which holds spans that do not overlap.
///
/// For each speaker up to three tiers: `emotion`, `transcript`, `confidence`, the last two where a row has one. Where a
/// recording has several speakers the name goes on with `@` and the speaker. Rows of one speaker that overlap go to a
/// second set of tiers, `emotion-2`, and so on, so that none is lost. Overlaps under a millisecond are rounding: the
/// later row begins where the earlier ends.
struct Tiers {
    enum Kind: String, CaseIterable { case emotion, transcript, confidence }

    struct Span: Equatable {
        var start: Double
        var end: Double
        var text: String
    }

    struct Tier: Equatable {
        var name: String
        var kind: Kind
        /// Empty where nobody says who speaks.
        var speaker: String
        var spans: [Span]
    }

    private(set) var tiers: [Tier] = []
    /// Rows that have no place, and why.
    private(set) var problems: [(row: RecordingRow, reason: String)] = []
    /// Where the recording ends, or the last row where nobody knows.
    private(set) var end: Double
    private let placed: [Placed]

    /// Spans under this overlap only because somebody rounded.
    private static let tolerance = 0.001

    /// - Parameters:
    ///   - rows: of one recording, in any order.
    ///   - duration: of the recording in seconds, nil where nobody knows it.
    ///   - prefix: what tier names begin with.
    init(_ rows: [RecordingRow], duration: Double?, prefix: String = "") {
        end = max(duration ?? 0, rows.compactMap(\.end).max() ?? 0)
        placed = Self.placed(rows, duration: duration, &problems)
        let speakers = Self.speakers(placed.map(\.row))
        for speaker in speakers {
            let own = placed.filter { ByteKey($0.row.speaker) == ByteKey(speaker) }
            for (lane, members) in Self.lanes(own).enumerated() {
                for kind in Kind.allCases {
                    let spans = members.map { Span(start: $0.start, end: $0.end, text: $0.row.text(kind)) }
                        .filter { !$0.text.isEmpty }
                    guard kind == .emotion || !spans.isEmpty else { continue }
                    var name = prefix + kind.rawValue
                    if speakers.count > 1, !speaker.isEmpty { name += "@" + speaker }
                    if lane > 0 { name += "-\(lane + 1)" }
                    tiers.append(Tier(name: name, kind: kind, speaker: speaker, spans: spans))
                }
            }
        }
        tiers = tiers.uniquelyNamed()
    }

    /// Rows that are over before a grid begins.
    func rows(endingBy start: Double) -> [(row: RecordingRow, reason: String)] {
        placed.filter { $0.end <= start }.map { placed in
            (placed.row, "ends at \(Self.seconds(placed.end)) s, before the grid begins at \(Self.seconds(start)) s")
        }
    }

    private typealias Placed = (row: RecordingRow, start: Double, end: Double)

    /// The rows with their times, by time.
    private static func placed(
        _ rows: [RecordingRow], duration: Double?, _ problems: inout [(row: RecordingRow, reason: String)]
    ) -> [Placed] {
        var placed: [Placed] = []
        for row in rows {
            let start = row.start ?? 0
            if let duration, start >= duration {
                problems.append(
                    (row, "begins at \(seconds(start)) s, and the recording ends at \(seconds(duration)) s"))
            } else if let end = row.end ?? duration {
                placed.append((row, start, end))
            } else {
                problems.append(
                    (row, "has no end, and how long the recording is cannot be told: give --assume-seconds"))
            }
        }
        // Sorting is stable, so rows of the same time keep the table's order.
        return placed.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    }

    private static func speakers(_ rows: [RecordingRow]) -> [String] {
        var seen: Set<ByteKey> = []
        return rows.map(\.speaker).filter { seen.insert(ByteKey($0)).inserted }
    }

    /// Each row goes to the first lane that is free when it begins.
    private static func lanes(_ rows: [Placed]) -> [[Placed]] {
        var lanes: [[Placed]] = []
        for row in rows {
            let free = lanes.indices.first { index in
                guard let last = lanes[index].last else { return true }
                return row.start >= last.end || last.end - row.start < tolerance && row.end > last.end
            }
            guard let free else {
                lanes.append([row])
                continue
            }
            let begin = max(row.start, lanes[free].last?.end ?? 0)
            lanes[free].append((row.row, begin, row.end))
        }
        return lanes
    }

    /// A speaker called `A-2` meets the second lane of `A`: the later tier gets another number.
    private static func seconds(_ value: Double) -> String { Utterance.text(seconds: value) }
}

extension RecordingRow {
    fileprivate func text(_ kind: Tiers.Kind) -> String {
        switch kind {
        case .emotion: emotion
        case .transcript: transcript
        case .confidence: confidence
        }
    }
}

extension Sequence<Tiers.Tier> {
    /// No two tiers of one name.
    ///
    /// - Parameter others: names of tiers that are there already.
    /// - Returns: the tiers, with a number behind names that an earlier one or one of the others has.
    func uniquelyNamed(beside others: some Sequence<String> = EmptyCollection<String>()) -> [Tiers.Tier] {
        var taken = Set(others)
        return map { tier in
            var tier = tier
            let name = tier.name
            var number = 2
            while !taken.insert(tier.name).inserted {
                tier.name = "\(name)~\(number)"
                number += 1
            }
            return tier
        }
    }
}
