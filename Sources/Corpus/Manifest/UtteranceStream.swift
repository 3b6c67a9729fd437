/// The utterances of manifests, folders and files, one after the other, as one corpus.
///
/// Manifests are read row by row; what was found in folders and lists is held.
public struct UtteranceStream: Sendable {
    /// Where utterances come from.
    public enum Part: Sendable {
        case manifest(ManifestStream)
        case held(Manifest)

        var header: Manifest {
            switch self {
            case .manifest(let stream): stream.header
            case .held(let manifest): manifest
            }
        }

        var count: Int {
            switch self {
            case .manifest(let stream): stream.count
            case .held(let manifest): manifest.utterances.count
            }
        }
    }

    /// The columns of all parts, without utterances; `issues` are the first ones of all.
    public private(set) var header: Manifest
    /// Utterances that it gives.
    public var count: Int { stretch?.count ?? usableCount }
    /// Rows that cannot be used, of the whole corpus.
    public private(set) var errorCount: Int

    private let parts: [Part]
    /// For each part and each of its further columns the place among those of all.
    private let places: [[Int]]
    /// For each part what stands before its relative audio paths in the results.
    private var ways: [String?]
    /// Places, counted over all parts, of utterances whose id was there before.
    private var repeated: Set<Int> = []
    /// Usable utterances of all parts.
    private var usableCount: Int
    /// Which of the usable utterances are given; nil gives all.
    private var stretch: Range<Int>?

    /// A corpus in memory.
    public init(_ manifest: Manifest) { self.init(unchecked: [.held(manifest)]) }

    /// Several parts as one corpus, in their order; an id that was there before is an issue, and left out.
    ///
    /// - Throws: `CorpusError` where a part cannot be read again.
    public init(_ parts: [Part]) throws(CorpusError) {
        self.init(unchecked: parts)
        guard parts.count > 1 else { return }
        let all = self
        let ids = TranscriptIDs(path: header.path) { (places: Set<Int>) throws(CorpusError) in
            var cursor = try all.open()
            var ids: [Int: String] = [:]
            while ids.count < places.count, let streamed = try cursor.next() {
                if places.contains(streamed.place) { ids[streamed.place] = streamed.utterance.id }
            }
            return ids
        }
        var cursor = try open()
        while let streamed = try cursor.next() { try ids.add(streamed.utterance.id, line: streamed.place) }
        for (row, _) in try ids.repeated() {
            repeated.insert(row.line)
            header.issues.append(
                ManifestIssue(
                    .error, path: header.path, id: row.id, message: "the id is in another of the inputs already."))
        }
        usableCount -= repeated.count
        errorCount += repeated.count
    }

    private init(unchecked parts: [Part]) {
        var header = Manifest(path: parts.first?.header.path ?? "-", utterances: [])
        header.columns = []
        var seen: Set<ByteKey> = []
        var extraPlaces: [ByteKey: Int] = [:]
        for part in parts {
            for column in part.header.columns where seen.insert(ByteKey(column)).inserted {
                header.columns.append(column)
            }
            for column in part.header.extraColumns where extraPlaces[ByteKey(column)] == nil {
                extraPlaces[ByteKey(column)] = header.extraColumns.count
                header.extraColumns.append(column)
            }
            header.issues += part.header.issues
        }
        if let first = parts.first?.header { header.directory = first.directory }
        // `LabelsTable` pairs further columns with their values by order.
        let names = header.extraColumns
        header.columns = header.columns.filter { ManifestColumn(name: $0) != nil } + names
        if parts.count == 1, let only = parts.first?.header { header.columns = only.columns }
        self.header = header
        self.parts = parts
        places = parts.map { $0.header.extraColumns.map { extraPlaces[ByteKey($0)] ?? 0 } }
        ways = Array(repeating: nil, count: parts.count)
        usableCount = parts.reduce(0) { $0 + $1.count }
        errorCount = parts.reduce(0) { sum, part in
            if case .manifest(let stream) = part { sum + stream.errorCount } else { sum }
        }
    }

    /// The same corpus with audio paths as a file at `path` would name them.
    public func rebased(besideFile path: String) -> UtteranceStream {
        var result = self
        result.ways = parts.map { $0.header.wayToAudio(besideFile: path) }
        return result
    }

    /// A stretch of the corpus, which goes over what stands before it and ends where it ends.
    ///
    /// - Parameter rows: places among the usable utterances of the whole corpus, from 0.
    /// - Returns: a corpus with the columns and issues of the whole.
    public func rows(_ rows: Range<Int>) -> UtteranceStream {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= usableCount, "rows of the corpus")
        var result = self
        result.stretch = rows
        return result
    }

    /// Whether it gives all of the corpus.
    public var isWhole: Bool { stretch == nil }

    /// The corpus that it is a stretch of.
    public var whole: UtteranceStream {
        var result = self
        result.stretch = nil
        return result
    }

    /// The folders that relative audio paths start from, absolute and without links, each once; those that are there.
    package var audioFolders: [String] {
        var seen: Set<ByteKey> = []
        return parts.compactMap { part in RelativePath.canonical(part.header.directory).map(RelativePath.absolute) }
            .filter { seen.insert(ByteKey($0)).inserted }
    }

    /// Begins at the first utterance.
    ///
    /// - Throws: `CorpusError` where a file has gone meanwhile.
    public func open() throws(CorpusError) -> Cursor { Cursor(stream: self) }

    /// Gives the utterances in order.
    public struct Cursor {
        private enum Source {
            case manifest(ManifestStream.Cursor)
            case held([Utterance], next: Int)
        }

        private let stream: UtteranceStream
        private var part = -1
        private var place = 0
        /// Usable utterances that were read.
        private var read = 0
        private var source: Source?

        fileprivate init(stream: UtteranceStream) { self.stream = stream }

        /// The next utterance; nil at the end.
        public mutating func next() throws(CorpusError) -> StreamedUtterance? {
            let stretch = stream.stretch
            while true {
                if let stretch, stretch.isEmpty || read >= stretch.upperBound { return nil }
                guard let utterance = try nextOfPart() else {
                    part += 1
                    guard part < stream.parts.count else { return nil }
                    switch stream.parts[part] {
                    case .manifest(let manifest): source = .manifest(try manifest.open())
                    case .held(let manifest): source = .held(manifest.utterances, next: 0)
                    }
                    continue
                }
                defer { place += 1 }
                if stream.repeated.contains(place) { continue }
                defer { read += 1 }
                if let stretch, read < stretch.lowerBound { continue }
                return finished(utterance)
            }
        }

        private mutating func nextOfPart() throws(CorpusError) -> Utterance? {
            switch source {
            case .manifest(var cursor):
                // So that the cursor's buffers have one owner and are not copied.
                source = nil
                defer { source = .manifest(cursor) }
                return try cursor.next()
            case .held(let utterances, let next):
                guard next < utterances.count else { return nil }
                source = .held(utterances, next: next + 1)
                return utterances[next]
            case nil: return nil
            }
        }

        private func finished(_ utterance: Utterance) -> StreamedUtterance {
            var utterance = utterance
            let path = stream.parts[part].header.audioPath(of: utterance)
            if let way = stream.ways[part] { utterance.moveAudio(by: way) }
            if stream.parts.count > 1 {
                var extra = Array(repeating: "", count: stream.header.extraColumns.count)
                for (value, place) in zip(utterance.extra, stream.places[part]) { extra[place] = value }
                utterance.extra = extra
                utterance.extraKinds = []
            }
            return StreamedUtterance(utterance: utterance, audioPath: path, place: place)
        }
    }
}

/// An utterance on its way through a run.
public struct StreamedUtterance: Sendable {
    /// As the results name it.
    public var utterance: Utterance
    /// Where its recording is to be opened; nil without one.
    public var audioPath: String?
    /// Its place in the corpus, from 0, rows that cannot be used not counted.
    package var place: Int
    /// Why it cannot be labelled, where that is known already.
    package var problem: String?
    /// Whether it is the last, or the only, row of its row of the corpus.
    package var isLastOfRecording = true

    /// See the properties of the same names.
    public init(utterance: Utterance, audioPath: String?, place: Int = 0) {
        self.utterance = utterance
        self.audioPath = audioPath
        self.place = place
    }
}
