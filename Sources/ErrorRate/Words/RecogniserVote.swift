/// One transcript out of those of several recognisers, word by word by vote (ROVER).
///
/// ```swift
/// RecogniserVote().vote(["so i went home", "so i want home", "oh i went home"]).text      // "so i went home"
/// ```
///
/// The transcripts are aligned into a row of slots (a word transition network), each of which holds what every voter has
/// there: a word, or none. The first transcript makes the slots; each further one is aligned with them at sclite's costs (3
/// for a word without a slot or a slot without a word, 4 for a word in a slot that lacks it, nothing for a word that the
/// slot has or for passing a slot that some voter left empty), and adds its words to them. Equal transcripts are aligned
/// once and carry their number. The slot's answer is the word, or no word, of most voters.
///
/// What holds: equal transcripts give themselves; a transcript that more than half of the voters gave is the answer,
/// whatever the others say. What does not: the order matters. Of equally many votes those win which have the earliest voter,
/// and slots depend on which transcript came first. Give the best recogniser first.
///
/// A voter is a recogniser that answered: one that failed has no vote, one that heard nothing votes for no word.
///
/// - Source: J. Fiscus, "A post-processing system to yield reduced word error rates: Recognizer Output Voting Error
///   Reduction (ROVER)", ASRU 1997, with its score α · N(w) / N + (1 − α) · C(w).
public struct RecogniserVote: Sendable, Hashable {
    /// How much the number of votes weighs (α), in 0...1; the rest is the mean confidence of those who gave the word.
    public var countWeight: Double
    /// The confidence of no word, in 0...1; of no effect where only votes count.
    public var absentConfidence: Double

    public init(countWeight: Double = 1, absentConfidence: Double = 0.7) {
        precondition((0...1).contains(countWeight) && (0...1).contains(absentConfidence), "weights lie in 0...1")
        self.countWeight = countWeight
        self.absentConfidence = absentConfidence
    }

    /// A word as a recogniser heard it.
    public struct Word: Sendable, Hashable {
        public let text: String
        /// How sure the recogniser is, in 0...1.
        public let confidence: Double

        public init(_ text: String, confidence: Double) {
            self.text = text
            self.confidence = confidence
        }
    }

    /// What the voters agreed on.
    public struct Outcome: Sendable, Hashable {
        public let words: [String]
        /// For each word how many voters gave it.
        public let votes: [Int]
        public let voters: Int

        /// The words with a space between them.
        public var text: String { words.joined(separator: " ") }
    }

    /// The vote over transcripts without confidences: only the number of votes counts.
    public func vote(_ transcripts: [String], words: Tokenization = .whiteSpace) -> Outcome {
        var counting = self
        counting.countWeight = 1
        return counting.vote(transcripts.map { words.tokens(in: $0).map { Word($0, confidence: 1) } })
    }

    /// The vote over transcripts whose words have confidences.
    ///
    /// - Complexity: O(transcripts · slots · words).
    public func vote(_ transcripts: [[Word]]) -> Outcome {
        var network = VoteNetwork()
        var places: [[Bytes]: Int] = [:]
        var distinct: [(words: [Bytes], confidences: [Double], votes: Int)] = []
        for transcript in transcripts {
            let words = transcript.map { Bytes($0.text) }
            if let place = places[words] {
                distinct[place].votes += 1
                for (index, word) in transcript.enumerated() { distinct[place].confidences[index] += word.confidence }
            } else {
                places[words] = distinct.count
                distinct.append((words: words, confidences: transcript.map(\.confidence), votes: 1))
            }
        }
        for transcript in distinct {
            network.add(transcript.words, confidences: transcript.confidences, votes: transcript.votes)
        }
        let winners = network.slots.compactMap { slot -> (word: String, votes: Int)? in
            // The first of several best: arcs stand in the order of their earliest voters.
            var best = slot[0]
            for choice in slot.dropFirst() where score(choice, of: network.voters) > score(best, of: network.voters) {
                best = choice
            }
            return best.word.map { ($0.text, best.votes) }
        }
        return Outcome(words: winners.map(\.word), votes: winners.map(\.votes), voters: transcripts.count)
    }

    private func score(_ choice: VoteNetwork.Choice, of voters: Int) -> Double {
        let votes = Double(choice.votes)
        if countWeight == 1 { return votes }
        let confidence = choice.word == nil ? absentConfidence : choice.confidence / votes
        return countWeight * votes / Double(voters) + (1 - countWeight) * confidence
    }
}

/// The slots of a vote and what stands in them.
struct VoteNetwork {
    /// For each slot what voters have there, those with the earliest voters first.
    private(set) var slots: [[Choice]] = []
    private(set) var voters = 0

    struct Choice: Hashable {
        /// Nil for no word.
        let word: Bytes?
        var votes: Int
        /// The sum over the voters.
        var confidence: Double
    }

    private static let gap = 3
    private static let substitution = 4

    /// Aligns a transcript with the slots and adds it, with as many votes as voters gave it.
    ///
    /// - Parameters:
    ///   - words: the transcript.
    ///   - confidences: for each word, summed over its voters.
    ///   - votes: how many voters gave it.
    mutating func add(_ words: [Bytes], confidences: [Double], votes: Int) {
        var aligned: [[Choice]] = []
        for (slot, word) in steps(words).reversed() {
            let choice = Choice(
                word: word.map { words[$0] }, votes: votes, confidence: word.map { confidences[$0] } ?? 0)
            var choices = slot.map { slots[$0] } ?? []
            if slot == nil, voters > 0 { choices = [Choice(word: nil, votes: voters, confidence: 0)] }
            if let place = choices.firstIndex(where: { $0.word == choice.word }) {
                choices[place].votes += choice.votes
                choices[place].confidence += choice.confidence
            } else {
                choices.append(choice)
            }
            aligned.append(choices)
        }
        slots = aligned
        voters += votes
    }

    /// The cheapest alignment of slots and words, from its end: both, or the one that stands alone.
    ///
    /// Of equally cheap ways the diagonal goes before passing a slot, and that before opening one.
    private func steps(_ words: [Bytes]) -> [(slot: Int?, word: Int?)] {
        let columns = words.count + 1
        let passing = slots.map { choices in choices.contains { $0.word == nil } ? 0 : Self.gap }
        var costs = (0..<columns).map { $0 * Self.gap }
        for (row, slot) in slots.enumerated() {
            costs.append(costs[row * columns] + passing[row])
            for (column, word) in words.enumerated() {
                let before = row * columns + column
                let pair = slot.contains { $0.word == word } ? 0 : Self.substitution
                costs.append(
                    min(costs[before] + pair, costs[before + 1] + passing[row], costs[before + columns] + Self.gap))
            }
        }
        var steps: [(slot: Int?, word: Int?)] = []
        var (row, column) = (slots.count, words.count)
        while row > 0 || column > 0 {
            let cost = costs[row * columns + column]
            if row > 0, column > 0,
                cost == costs[(row - 1) * columns + column - 1]
                    + (slots[row - 1].contains { $0.word == words[column - 1] } ? 0 : Self.substitution)
            {
                row -= 1
                column -= 1
                steps.append((row, column))
            } else if row > 0, cost == costs[(row - 1) * columns + column] + passing[row - 1] {
                row -= 1
                steps.append((row, nil))
            } else {
                column -= 1
                steps.append((nil, column))
            }
        }
        return steps
    }
}
