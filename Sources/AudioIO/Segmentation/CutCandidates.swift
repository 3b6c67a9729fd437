/// The places where a recording could be cut, and the best choice among them.
struct CutCandidates {
    /// What is at a place, the best first.
    enum Kind: Double {
        case pause = 0
        /// Shorter than a pause, perhaps inside a word.
        case dip = 10
        /// In the middle of sound.
        case none = 100
    }

    /// One place.
    struct Candidate {
        /// The first sample after the cut.
        var position: Int
        var kind: Kind
        /// How long the quiet around it lasts.
        var pauseSeconds: Double
    }

    /// The end of the recording.
    private let end: Int
    /// The most that a piece may hold.
    private let maximum: Int
    /// Ascending, between the beginning and the end.
    private var candidates: [Candidate] = []

    init(end: Int, maximum: Int) {
        self.end = end
        self.maximum = maximum
    }

    /// Whether two neighbours are further apart than a piece may be long.
    var hasGap: Bool { !gaps.isEmpty }

    mutating func add(_ more: [Candidate]) {
        candidates += more.filter { $0.position > 0 && $0.position < end }
        candidates.sort { $0.position < $1.position }
    }

    /// Adds those that lie in gaps.
    mutating func fillGaps(with more: [Candidate]) {
        var chosen: [Candidate] = []
        var next = more[...]
        for gap in gaps {
            next = next.drop { $0.position <= gap.lowerBound }
            chosen += next.prefix { $0.position < gap.upperBound }
        }
        add(chosen)
    }

    /// Fills each gap with places that `find` names.
    ///
    /// - Parameter find: the best place between two, both included.
    mutating func fillGaps(_ find: (_ lowest: Int, _ highest: Int) -> Int) {
        var chosen: [Candidate] = []
        for gap in gaps {
            var start = gap.lowerBound
            while gap.upperBound - start > maximum {
                // In the second half, but not so late that a crumb is left.
                let highest = min(start + maximum, gap.upperBound - min(maximum / 4, 8000))
                let place = find(start + maximum / 2, max(highest, start + maximum / 2))
                start = min(max(place, start + maximum / 2), start + maximum)
                chosen.append(Candidate(position: start, kind: .none, pauseSeconds: 0))
            }
        }
        add(chosen)
    }

    private var gaps: [Range<Int>] {
        let places = [0] + candidates.map(\.position) + [end]
        return zip(places, places.dropFirst()).compactMap { $1 - $0 > maximum ? $0..<$1 : nil }
    }

    /// The cheapest way from the beginning to the end in steps of at most `maximum`; there must be no gap.
    ///
    /// Each piece costs 1, and up to a half more the shorter it is; each cut up to a half more the shorter its pause is, and
    /// far more where there is none.
    func best() -> [Int] {
        let places = [0] + candidates.map(\.position) + [end]
        var costs = [0.0]
        var previous = [0]
        var first = 0
        for place in 1..<places.count {
            while places[place] - places[first] > maximum { first += 1 }
            var best = (cost: Double.infinity, from: place - 1)
            for from in first..<place {
                let unused = 1 - Double(places[place] - places[from]) / Double(maximum)
                let cost = costs[from] + 1 + 0.5 * unused * unused
                if cost < best.cost { best = (cost, from) }
            }
            costs.append(best.cost + (place < places.count - 1 ? Self.cost(candidates[place - 1]) : 0))
            previous.append(best.from)
        }
        var cuts: [Int] = []
        var place = previous[places.count - 1]
        while place > 0 {
            cuts.append(places[place])
            place = previous[place]
        }
        return cuts.reversed()
    }

    private static func cost(_ candidate: Candidate) -> Double {
        let missing = 1 - min(candidate.pauseSeconds, 0.8) / 0.8
        return candidate.kind.rawValue + 0.5 * missing * missing
    }
}
