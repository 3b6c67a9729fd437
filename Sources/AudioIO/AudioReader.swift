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

    private func read(_ source: ByteSource, start: Double?, end: Double?) throws(AudioError) -> AudioBuffer {
        let path = source.name
        guard start.map({ $0.isFinite && $0 >= 0 }) ?? true, end.map({ $0.isFinite && $0 > start ?? 0 }) ?? true else {
            throw .invalidSegment(path: path, start: start, end: end)
        }
        guard source.size > 0 else { throw .emptyFile(path: path) }
        let chunk = ChunkLength(source)
        if let repair = chunk?.repair { source.patch(repair.bytes, at: repair.offset) }
        let mpeg = MPEGLength(source)
        if let mpeg, !mpeg.isStated { source.replaceBeginning(mpeg.firstFrame, with: mpeg.promise) }
        let file = try SoundFile(source)
        var format = file.format
        // Without a frame that states it, the length of an MP3 file is a guess, or the promise that was put there.
        if format.container == .mpeg, mpeg?.isStated != true { format.promisedFrames = nil }
        guard AudioReader.supportedSampleRates.contains(format.sampleRate) else {
            throw .unsupportedSampleRate(path: path, hertz: format.sampleRate)
        }
        let rate = format.sampleRate
        let first = start.map { SampleClock.samples(inSeconds: $0, sampleRate: rate) } ?? 0
        let last = end.map { SampleClock.samples(inSeconds: $0, sampleRate: rate) }
        var decoding = Decoding(
            path: path, sampleRate: rate, firstFrame: first,
            maximumFrames: SampleClock.samples(inSeconds: options.maximumSeconds, sampleRate: rate))
        let decoder = try decoding.move(file, source: source, to: first)
        try decoding.decode(decoder, upTo: last)

        var truncation: Truncation?
        let reached = decoding.reachedFrame
        if last.map({ reached < $0 }) ?? true {
            if first == 0 && reached == 0 { throw .noAudio(path: path) }
            let readable = SampleClock.seconds(ofSamples: reached, sampleRate: rate)
            if let ending = Ending(format: format, chunk: chunk, reached: reached, hasError: decoder.hasDecodingError) {
                truncation = Truncation(promisedSeconds: ending.promisedSeconds, readableSeconds: readable)
                if !options.acceptTruncated {
                    throw ending == .unfinished
                        ? .unfinishedHeader(path: path, readableSeconds: readable)
                        : .truncated(
                            path: path, promisedSeconds: ending.promisedSeconds, readableSeconds: readable)
                }
            }
            let missing = last.map { SampleClock.seconds(ofSamples: $0 - reached, sampleRate: rate) } ?? 0
            if decoding.frames == 0 || (truncation == nil && missing > AudioReader.segmentToleranceSeconds) {
                throw .segmentOutside(path: path, start: start ?? 0, end: end, durationSeconds: readable)
            }
        }
        let samples = try decoding.finish()
        let seconds = SampleClock.seconds(ofSamples: decoding.frames, sampleRate: rate)
        guard samples.count >= AudioReader.minimumSampleCount else { throw .tooShort(path: path, seconds: seconds) }
        return AudioBuffer(
            samples: samples, sourceSampleRate: rate, sourceChannels: format.channels, durationSeconds: seconds,
            truncation: truncation)
    }
}

/// In what way a file that was read to its end is not whole.
private enum Ending: Equatable {
    /// A WAV without a length.
    case unfinished
    /// Cut; nil where the promised length is unknown.
    case cut(promisedSeconds: Double?)

    var promisedSeconds: Double? {
        if case .cut(let seconds) = self { seconds } else { nil }
    }

    /// Nil when the file is whole.
    init?(format: SoundFile.Format, chunk: ChunkLength?, reached: Int, hasError: Bool) {
        let rate = Double(format.sampleRate)
        if let chunk, chunk.isUnfinished {
            self = .unfinished
        } else if let chunk, chunk.isCut {
            // libsndfile promises what is there, so the declared bytes are converted in the same proportion.
            let scale = chunk.available > 0 ? Double(chunk.declared) / Double(chunk.available) : 0
            self = .cut(promisedSeconds: scale > 0 ? Double(reached) * scale / rate : nil)
        } else if let promised = format.promisedFrames {
            guard reached < promised else { return nil }
            self = .cut(promisedSeconds: Double(promised) / rate)
        } else if hasError || format.container == .ogg {
            // The length of an Ogg file stands in its last page; without a length that page is missing.
            self = .cut(promisedSeconds: nil)
        } else {
            return nil
        }
    }
}
