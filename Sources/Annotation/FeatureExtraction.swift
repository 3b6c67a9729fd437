public import AudioIO
public import Corpus
public import Export
import Foundation
import SpeechFeatures

/// Computes the features of recordings and writes them to files, piece by piece: memory does not grow with a recording.
///
/// ```swift
/// let extraction = FeatureExtraction(output: "features", format: .npy, contours: false)
/// let written = try extraction.run(recording: "a.wav", name: "a")     // features/a.mfcc.npy, features/a.prosody.npy
/// ```
public struct FeatureExtraction: Sendable {
    /// The tables, in the order in which they are written.
    public static let tables = [
        FeatureTable(name: "mfcc", columns: SpeechFeatureSet.mfccColumns),
        FeatureTable(name: "prosody", columns: SpeechFeatureSet.prosodyColumns, isVector: true),
        FeatureTable(name: "contours", columns: SpeechFeatureSet.contours),
    ]

    /// What was written for one recording.
    public struct Written: Sendable, Equatable {
        /// The length in seconds.
        public var audioSeconds: Double
        /// Rows of MFCC.
        public var mfccRows: Int
        /// Rows of the contours, written or not.
        public var contourRows: Int
        /// Whether there are functionals: not below 55 ms.
        public var hasProsody: Bool
        /// Set where the recording ends before its header says and that was accepted.
        public var truncation: Truncation?
    }

    private let output: String
    private let format: FeatureFormat
    private let contours: Bool
    private let reader: AudioReader
    private let mfcc = MFCCExtractor()
    private let prosody = ProsodyExtractor()

    /// - Parameters:
    ///   - output: the folder; it and the folders in it are made where they are missing.
    ///   - format: of all files.
    ///   - contours: whether the five contours are written, too.
    ///   - reader: how recordings are read.
    public init(output: String, format: FeatureFormat, contours: Bool, reader: AudioReader = AudioReader()) {
        self.output = output
        self.format = format
        self.contours = contours
        self.reader = reader
    }

    /// The path of one table of one recording.
    public func path(_ table: FeatureTable, name: String) -> String {
        "\(output)/\(name).\(table.name).\(format.rawValue)"
    }

    /// Writes the features of one recording.
    ///
    /// Blocking. A recording that turns out to be damaged leaves no file. Below 55 ms there are no functionals: then no
    /// such file is written, and one from an earlier run is removed.
    ///
    /// - Parameters:
    ///   - recording: the file.
    ///   - name: of the files that are written, without what is appended; may have folders in it.
    ///   - goesOn: told how many seconds of the recording are done, every second or so; false ends the work.
    /// - Returns: what was written; nil where it was cancelled.
    /// - Throws: `AudioError` for the recording, `CorpusError` for the files.
    public func run(
        recording: String, name: String, goesOn: (_ audioSeconds: Double) -> Bool = { _ in true }
    ) throws -> Written? {
        let stream = try reader.open(path: recording)
        let folder = URL(fileURLWithPath: "\(output)/\(name)").deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw CorpusError.fileFailed(path: folder.path, doing: .write, code: EACCES)
        }
        let tables = Self.tables
        let frames = try FeatureTableFile(path: path(tables[0], name: name), table: tables[0], format: format)
        var mfccStream = mfcc.makeStream()
        var prosodyStream = prosody.makeStream()
        while let piece = try stream.next() {
            guard goesOn(stream.durationSeconds) else { return nil }
            // The 16 bits that labelling and training see, too.
            let samples = PCM16.floats(PCM16.quantise(piece))
            try frames.append(mfccStream.push(samples.span).values)
            prosodyStream.push(samples.span)
        }
        try frames.append(mfccStream.finish().values)
        let result = prosodyStream.finish()
        var written = Written(
            audioSeconds: stream.durationSeconds, mfccRows: frames.rows,
            contourRows: result.smoothed.pitchHertz.count, hasProsody: result.functionals != nil,
            truncation: stream.truncation)
        try writeOrRemove(tables[1], name: name, values: result.functionals ?? [])
        if contours {
            let rows = result.smoothedRows
            written.contourRows = rows.count / tables[2].columns.count
            try write(tables[2], name: name, values: rows)
        }
        try frames.finish()
        return written
    }

    /// Writes the names of the columns beside the features, `mfcc.columns.txt` and so on, a name per line.
    public func writeColumnNames() throws(CorpusError) {
        for table in Self.tables where contours || table.name != "contours" {
            let text = table.columns.joined(separator: "\n") + "\n"
            try WholeFile.write(Array(text.utf8), to: "\(output)/\(table.name).columns.txt")
        }
    }

    private func write(_ table: FeatureTable, name: String, values: [Float]) throws(CorpusError) {
        let file = try FeatureTableFile(path: path(table, name: name), table: table, format: format)
        try file.append(values)
        try file.finish()
    }

    private func writeOrRemove(_ table: FeatureTable, name: String, values: [Float]) throws(CorpusError) {
        guard values.isEmpty else { return try write(table, name: name, values: values) }
        let stale = path(table, name: name)
        guard unlink(stale) == 0 || errno == ENOENT else {
            throw .fileFailed(path: stale, doing: .write, code: errno)
        }
    }
}

extension Prosody {
    /// The five smoothed contours side by side, in the order of `SpeechFeatureSet.contours`; loudness, which has some
    /// rows more, is cut to the others.
    fileprivate var smoothedRows: [Float] {
        var rows: [Float] = []
        rows.reserveCapacity(5 * smoothed.pitchHertz.count)
        for row in smoothed.pitchHertz.indices {
            rows.append(smoothed.pitchHertz[row])
            rows.append(smoothed.pitchSemitones[row])
            rows.append(smoothed.voicing[row])
            rows.append(smoothed.harmonicsToNoiseDecibels[row])
            rows.append(smoothed.loudness[row])
        }
        return rows
    }
}
