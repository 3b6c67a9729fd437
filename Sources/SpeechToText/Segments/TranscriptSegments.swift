public import TranscriptCache

/// A recognised recording cut where its recogniser cut it: what was said, and when.
///
/// Read from the answer as it is kept, so it costs no request. Where a service names no segments of its own, words that
/// follow each other without a pause are one; where it gives times of neither, there are no segments.
public struct TranscriptSegments: Sendable, Hashable {
    /// A stretch of speech.
    public struct Segment: Sendable, Hashable {
        /// Seconds from the start of the recording.
        public var start: Double
        /// Seconds from the start of the recording; after `start`, and not after the next one's.
        public var end: Double
        public var text: String
        /// 0...1; nil where the service gives none for it.
        public var confidence: Double?
        /// All its words, each with its times; empty where the service does not give them.
        public var words: [TranscriptWord]

        /// See the properties of the same names.
        public init(
            start: Double, end: Double, text: String, confidence: Double? = nil, words: [TranscriptWord] = []
        ) {
            self.start = start
            self.end = end
            self.text = text
            self.confidence = confidence
            self.words = words
        }
    }

    /// In order of time, none without text; none at all where nothing was recognised.
    public var segments: [Segment]

    /// See the property of the same name.
    public init(segments: [Segment]) { self.segments = segments }

    /// Reads a stored answer; nil where it has a text and not the times of all of it.
    ///
    /// - Parameters:
    ///   - stored: the answer, of whichever provider.
    ///   - pauseSeconds: words that are further apart begin a segment, where the service names none.
    public init?(_ stored: CachedTranscript, pauseSeconds: Double) {
        let text = stored.parsed.text
        guard !text.isEmpty else {
            segments = []
            return
        }
        let words = stored.parsed.words.isTimed ? stored.parsed.words : []
        if let own = Self.named(by: stored).flatMap({ Self.inOrder($0, audioSeconds: stored.audioSeconds) }) {
            segments = own
            share(words)
        } else if !words.isEmpty {
            segments = Self.joined(words, text: text, pauseSeconds: pauseSeconds)
        } else {
            return nil
        }
    }

    /// The segments that the answer itself names; nil where it names none.
    private static func named(by stored: CachedTranscript) -> [Segment]? {
        guard stored.isResponseKept else { return nil }
        let body = stored.rawResponse
        let segments: [Segment]? =
            switch stored.identity.provider {
            // The built-in recogniser's only segment is all it heard.
            case "sphinx": nil
            case "openai", "groq", "compatible", "whispercpp":
                OpenAIResponseParser.segments(body, audioSeconds: stored.audioSeconds)
            case "google": GoogleResponseParser.segments(body)
            case "azure": AzureResponseParser.segments(body)
            case "deepgram": DeepgramResponseParser.segments(body)
            case "command": CommandOutputParser.segments(body, audioSeconds: stored.audioSeconds)
            default: nil
            }
        return segments.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The segments one after the other and inside the recording; nil where the times of one say nothing.
    ///
    /// Of two that overlap the first ends where the second begins; what is left with no length goes to its neighbour, so
    /// that no text is lost.
    private static func inOrder(_ segments: [Segment], audioSeconds: Double) -> [Segment]? {
        let spoken = segments.filter { !$0.text.isEmpty }
        guard !spoken.isEmpty, spoken.allSatisfy({ $0.start >= 0 && $0.end > $0.start && $0.end.isFinite }) else {
            return nil
        }
        var result: [Segment] = []
        for var segment in spoken.sorted(by: { $0.start < $1.start }) {
            segment.end = min(segment.end, audioSeconds)
            guard let last = result.last else {
                guard segment.end > segment.start else { return nil }
                result.append(segment)
                continue
            }
            if segment.start - last.start < leastSeconds || segment.end - segment.start < leastSeconds {
                result[result.count - 1].end = max(last.end, segment.end)
                result[result.count - 1].text += " " + segment.text
                result[result.count - 1].confidence = nil
            } else {
                result[result.count - 1].end = min(last.end, segment.start)
                result.append(segment)
            }
        }
        return result
    }

    /// Shorter than a sound: times of a placeholder.
    private static let leastSeconds = 0.02

    /// Gives each segment the words whose middle lies in it, or before the next one begins.
    private mutating func share(_ words: [TranscriptWord]) {
        guard !words.isEmpty else { return }
        var shares = segments.map { _ in [TranscriptWord]() }
        var place = 0
        for word in words {
            while place + 1 < segments.count, segments[place + 1].start <= word.middle { place += 1 }
            shares[place].append(word)
        }
        for (place, words) in shares.enumerated() { segments[place].words = words }
    }

    /// Words without a pause between them, as segments.
    private static func joined(_ words: [TranscriptWord], text: String, pauseSeconds: Double) -> [Segment] {
        var groups: [[TranscriptWord]] = []
        for word in words {
            // Times are written in hundredths: 1.4 less 1.0 is a pause of 0.4.
            if let last = groups.last?.last, word.from - last.to < pauseSeconds - 1e-6 {
                groups[groups.count - 1].append(word)
            } else {
                groups.append([word])
            }
        }
        return zip(groups, SpokenText.split(text, groups)).map { group, text in
            Segment(
                start: group.first?.from ?? 0, end: group.map(\.to).max() ?? 0, text: text,
                confidence: group.meanConfidence, words: group)
        }
    }

    /// The same segments of a recording in which the audio begins at `seconds`.
    func shifted(by seconds: Double) -> TranscriptSegments {
        TranscriptSegments(
            segments: segments.map { segment in
                var segment = segment
                segment.start += seconds
                segment.end += seconds
                for place in segment.words.indices {
                    segment.words[place].start? += seconds
                    segment.words[place].end? += seconds
                }
                return segment
            })
    }
}

extension TranscriptSegments.Segment {
    /// The parts of the segment before, between and after some moments, each with its words; those without a word are
    /// left out.
    ///
    /// - Parameter moments: seconds from the start of the recording, ascending, inside the segment.
    /// - Returns: the parts; nil where the times of the words are not known.
    public func split(at moments: [Double]) -> [TranscriptSegments.Segment]? {
        guard !words.isEmpty else { return nil }
        let edges = [start] + moments + [end]
        var groups = edges.dropLast().map { _ in [TranscriptWord]() }
        var place = 0
        for word in words {
            while place < moments.count, moments[place] <= word.middle { place += 1 }
            groups[place].append(word)
        }
        let spoken = groups.indices.filter { !groups[$0].isEmpty }
        return zip(spoken, SpokenText.split(text, spoken.map { groups[$0] })).map { place, text in
            TranscriptSegments.Segment(
                start: edges[place], end: edges[place + 1], text: text, confidence: groups[place].meanConfidence,
                words: groups[place])
        }
    }
}

extension TranscriptWord {
    fileprivate var from: Double { start ?? 0 }
    fileprivate var to: Double { end ?? from }
    fileprivate var middle: Double { (from + to) / 2 }
}

extension [TranscriptWord] {
    /// Whether all have times, one after the other.
    fileprivate var isTimed: Bool {
        var last = 0.0
        for word in self {
            guard let start = word.start, let end = word.end, start >= last, end >= start, end.isFinite else {
                return false
            }
            last = start
        }
        return (self.last?.to ?? 0) > 0
    }

    /// Nil unless all have one.
    fileprivate var meanConfidence: Double? {
        let known = compactMap(\.confidence)
        return known.isEmpty || known.count < count ? nil : known.reduce(0, +) / Double(known.count)
    }
}
