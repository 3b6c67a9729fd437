/// Choices of an `AudioReader`.
public struct AudioReaderOptions: Sendable, Equatable {
    /// Read what is there of a file that ends early, instead of refusing it.
    public var acceptTruncated: Bool

    /// The longest piece that is read at once, in seconds of audio; 4 hours (920 MB of samples) by default.
    ///
    /// A bound is needed because a small compressed file can hold days of silence.
    public var maximumSeconds: Double

    /// Creates options.
    ///
    /// - Parameters:
    ///   - acceptTruncated: whether to read what is there of a file that ends early.
    ///   - maximumSeconds: the longest piece that is read at once.
    public init(acceptTruncated: Bool = false, maximumSeconds: Double = 4 * 3600) {
        self.acceptTruncated = acceptTruncated
        self.maximumSeconds = maximumSeconds
    }
}

/// Decodes recordings to mono samples at 16 kHz.
///
/// ```swift
/// let audio = try AudioReader().read(path: "recordings/a.flac", start: 1.5, end: 3.0)
/// ```
///
/// WAV, FLAC, Ogg (Vorbis, Opus), MP3, AIFF and whatever else the installed libsndfile decodes, told by content, not by
/// name; any number of channels (their mean is taken); any sample rate in `supportedSampleRates` (converted with
/// libsamplerate's best sinc converter, only when it differs from 16 kHz). 16-bit mono audio at 16 kHz comes out exactly
/// as `value / 32768`. Digital silence and a constant offset are audio. Samples are clipped only beyond ±65536, so
/// that no arithmetic downstream overflows.
///
/// Calls block on the disk and the decoder: make them on a thread of your own, not on Swift's shared pool. One reader may
/// be used from many threads at once.
public struct AudioReader: Sendable {
    /// The sample rates that files may have, in hertz.
    public static let supportedSampleRates = 2_000...768_000

    /// How far a segment may reach beyond the end of its recording without being an error, in seconds.
    ///
    /// Rounded times in manifests do that. The segment then ends with the recording.
    public static let segmentToleranceSeconds = 0.025

    /// One analysis window of 25 ms at 16 kHz; anything shorter is `AudioError.tooShort`.
    public static let minimumSampleCount = 400

    /// The choices made at the start.
    public let options: AudioReaderOptions

    /// Creates a reader.
    ///
    /// - Parameter options: what to accept.
    public init(options: AudioReaderOptions = .init()) { self.options = options }

    /// Reads a file or a segment of it.
    ///
    /// A segment inside the readable part of a cut file is read without complaint. Reading a segment seeks where
    /// the format allows it exactly; in MP3 the file is decoded from its beginning.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - start: where to begin, in seconds; nil is the beginning.
    ///   - end: where to end, in seconds, more than `start`; nil is the end of the file.
    /// - Returns: the samples; memory is proportional to what is read, never to what a header claims.
    /// - Throws: `AudioError`, see its cases.
    public func read(path: String, start: Double? = nil, end: Double? = nil) throws(AudioError) -> AudioBuffer {
        try read(try ByteSource(path: path), start: start, end: end)
    }

    /// Reads a file that was made of another one: errors call it by that one's name.
    package func read(
        path: String, shown: String, start: Double?, end: Double?
    ) throws(AudioError) -> AudioBuffer {
        try read(try ByteSource(path: path, shown: shown), start: start, end: end)
    }

    /// Reads a file that is already in memory, an upload for example.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: what errors call it.
    ///   - start: where to begin, in seconds; nil is the beginning.
    ///   - end: where to end, in seconds, more than `start`; nil is the end of the file.
    /// - Returns: the samples.
    /// - Throws: `AudioError`, see its cases.
    public func read(
        bytes: [UInt8], name: String, start: Double? = nil, end: Double? = nil
    ) throws(AudioError) -> AudioBuffer {
        try read(ByteSource(bytes: bytes, name: name), start: start, end: end)
    }

    /// Opens a file, or a segment of it, to be read piece by piece.
    ///
    /// Memory does not grow with the file, so `AudioReaderOptions.maximumSeconds` does not apply. What is wrong with the
    /// end of a file is known only there: see `AudioStream.next`.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - start: where to begin, in seconds; nil is the beginning.
    ///   - end: where to end, in seconds, more than `start`; nil is the end of the file.
    /// - Returns: the audio from `start` on.
    /// - Throws: `AudioError`, see its cases.
    public func open(path: String, start: Double? = nil, end: Double? = nil) throws(AudioError) -> AudioStream {
        try AudioStream(try ByteSource(path: path), start: start, end: end, options: options, maximumSeconds: nil)
    }

    private func read(_ source: ByteSource, start: Double?, end: Double?) throws(AudioError) -> AudioBuffer {
        let stream = try AudioStream(
            source, start: start, end: end, options: options, maximumSeconds: options.maximumSeconds)
        var samples: [Float] = []
        while let piece = try stream.next() {
            if samples.isEmpty { samples = piece } else { samples += piece }
        }
        return AudioBuffer(
            samples: samples, sourceSampleRate: stream.sourceSampleRate, sourceChannels: stream.sourceChannels,
            durationSeconds: stream.durationSeconds, truncation: stream.truncation)
    }
}
