public import AudioIO
public import Corpus
import Foundation
import SpeechFeatures
public import TranscriptCache

/// The sound of one utterance, as every later step sees it.
///
/// The samples are 16 bits wide from here on: what the recogniser is sent, what the content hash covers and what the
/// features are computed from are the same numbers, so that equal hashes mean equal labels.
public struct UtteranceAudio: Sendable, Equatable {
    /// Mono at 16 kHz.
    public var samples: [Int16]
    /// What the reader of the results should know, such as a recording that ends early; nil in the usual case.
    public var remark: String?

    /// The length in seconds.
    public var durationSeconds: Double { SampleClock.seconds(ofSamples: samples.count) }

    public init(samples: [Int16], remark: String? = nil) {
        self.samples = samples
        self.remark = remark
    }
}

/// Reads utterances of a manifest.
///
/// Blocking; a value, so every thread can have it.
public struct UtteranceAudioReader: Sendable {
    private let reader: AudioReader
    private let containers: ContainerDecoder
    private let acceptTruncated: Bool
    /// What relative paths start from.
    private let folder = FileManager.default.currentDirectoryPath

    /// - Parameter acceptTruncated: take recordings that end before their header says, with a remark, instead of
    ///   failing them.
    public init(acceptTruncated: Bool = false) { self.init(acceptTruncated: acceptTruncated, containers: .shared) }

    /// `containers` lets a test name another program.
    init(acceptTruncated: Bool = false, containers: ContainerDecoder) {
        self.containers = containers
        var options = AudioReaderOptions()
        options.acceptTruncated = acceptTruncated
        reader = AudioReader(options: options)
        self.acceptTruncated = acceptTruncated
    }

    /// Decodes the span of one utterance; containers that libsndfile does not read through the `ffmpeg` program.
    ///
    /// - Throws: `AudioError`, which names the file and the cause.
    public func read(path: String, start: Double?, end: Double?) throws(AudioError) -> UtteranceAudio {
        let buffer = try buffer(path: path, start: start, end: end)
        var remark: String?
        if let truncation = buffer.truncation {
            let readable = Self.seconds(truncation.readableSeconds)
            remark =
                truncation.promisedSeconds.map { "truncated: \(readable) readable of \(Self.seconds($0)) promised" }
                ?? "truncated: \(readable) readable, length unknown"
        }
        return UtteranceAudio(samples: PCM16.quantise(buffer.samples), remark: remark)
    }

    private func buffer(path: String, start: Double?, end: Double?) throws(AudioError) -> AudioBuffer {
        do throws(AudioError) {
            return try reader.read(path: path, start: start, end: end)
        } catch .notAudio(let shown, let reason) {
            guard let format = ContainerFormat(path: path) else { throw .notAudio(path: shown, reason: reason) }
            let decoded = try containers.decode(path, format)
            return try reader.read(path: decoded.path, shown: path, start: start, end: end)
        }
    }

    /// How long the span says it is, without decoding it; nil where only decoding tells.
    ///
    /// - Throws: `AudioError` for what certainly cannot be read.
    public func statedSeconds(path: String, start: Double?, end: Double?) throws(AudioError) -> Double? {
        do throws(AudioError) {
            return try reader.statedSeconds(path: path, start: start, end: end)
        } catch .notAudio(let shown, let reason) {
            guard ContainerFormat(path: path) != nil else { throw .notAudio(path: shown, reason: reason) }
            return nil
        }
    }

    /// How the span is recognised as unchanged without reading it.
    ///
    /// - Returns: nil where the file is not there, or where its remark matters and only decoding gives it.
    public func fingerprint(path: String, start: Double?, end: Double?) -> AudioFingerprint? {
        guard !acceptTruncated else { return nil }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let absolute = path.utf8.first == UInt8(ascii: "/") ? path : folder + "/" + path
        return AudioFingerprint(
            path: absolute, size: Int64(status.st_size),
            mtimeNanoseconds: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec),
            start: start, end: end, decoding: "mean of channels, 16 kHz, 16 bit, version 1")
    }

    private static func seconds(_ value: Double) -> String { String(format: "%.1f s", value) }
}
