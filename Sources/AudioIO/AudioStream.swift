/// A recording, or a segment of one, read piece by piece: mono samples at 16 kHz.
///
/// ```swift
/// let stream = try AudioReader().open(path: "meeting.flac")
/// while let piece = try stream.next() { features.push(piece.span) }
/// ```
///
/// The pieces together are the samples of `AudioReader.read`, bit for bit. Calls block on the disk and the decoder. A
/// stream belongs to one thread at a time.
public final class AudioStream {
    /// The sample rate of the file, in hertz.
    public let sourceSampleRate: Int

    /// The channels of the file, of which the samples are the mean.
    public let sourceChannels: Int

    /// The length of what has been read so far, measured in the file's own samples.
    public var durationSeconds: Double {
        SampleClock.seconds(ofSamples: decoding.frames, sampleRate: sourceSampleRate)
    }

    /// The length that the file promises, in seconds; nil where it does not, or where it is a guess.
    ///
    /// Good for saying how long it will take, for nothing else: damaged files promise anything.
    public let promisedSeconds: Double?

    /// Set when the file ends early and that is accepted; known once `next` has returned nil.
    public private(set) var truncation: Truncation?

    private let path: String
    private let span: (start: Double?, end: Double?)
    private let lastFrame: Int?
    private let acceptsTruncated: Bool
    private let format: SoundFile.Format
    private let chunk: ChunkLength?
    private let decoder: SoundFile
    private var decoding: Decoding
    private var isFinished = false

    init(
        _ source: ByteSource, start: Double?, end: Double?, options: AudioReaderOptions, maximumSeconds: Double?
    ) throws(AudioError) {
        path = source.name
        span = (start, end)
        acceptsTruncated = options.acceptTruncated
        guard start.map({ $0.isFinite && $0 >= 0 }) ?? true, end.map({ $0.isFinite && $0 > start ?? 0 }) ?? true else {
            throw .invalidSegment(path: path, start: start, end: end)
        }
        guard source.size > 0 else { throw .emptyFile(path: path) }
        chunk = ChunkLength(source)
        if let repair = chunk?.repair { source.patch(repair.bytes, at: repair.offset) }
        let mpeg = MPEGLength(source)
        if let mpeg, !mpeg.isStated { source.replaceBeginning(mpeg.firstFrame, with: mpeg.promise) }
        let file = try SoundFile(source)
        var format = file.format
        // Without a frame that states it, the length of an MP3 file is a guess, or the promise that was put there.
        if format.container == .mpeg, mpeg?.isStated != true { format.promisedFrames = nil }
        self.format = format
        let rate = format.sampleRate
        guard AudioReader.supportedSampleRates.contains(rate) else {
            throw .unsupportedSampleRate(path: path, hertz: rate)
        }
        sourceSampleRate = rate
        sourceChannels = format.channels
        let first = start.map { SampleClock.samples(inSeconds: $0, sampleRate: rate) } ?? 0
        let last = end.map { SampleClock.samples(inSeconds: $0, sampleRate: rate) }
        lastFrame = last
        let promised = format.promisedFrames.map { max(min($0, last ?? $0) - first, 0) }
        promisedSeconds = promised.map { SampleClock.seconds(ofSamples: $0, sampleRate: rate) }
        decoding = try Decoding(
            path: path, sampleRate: rate, firstFrame: first,
            maximumFrames: maximumSeconds.map { SampleClock.samples(inSeconds: $0, sampleRate: rate) })
        decoder = try decoding.move(file, source: source, to: first)
    }

    /// The next samples, some thousand; nil after the last.
    ///
    /// - Throws: what is wrong with the audio, as soon as it is known. Whether a file is cut, has broken samples or is
    ///   too short is known at its end, after most of it has been handed out: use nothing of a recording before
    ///   nil was returned.
    public func next() throws(AudioError) -> [Float]? {
        while !isFinished {
            if try decoding.decodeBlock(decoder, upTo: lastFrame) {
                let piece = decoding.take()
                if !piece.isEmpty { return piece }
            } else {
                isFinished = true
                let piece = try finish()
                if !piece.isEmpty { return piece }
            }
        }
        return nil
    }

    /// The last samples, once it is clear that the end is where it should be.
    private func finish() throws(AudioError) -> [Float] {
        let reached = decoding.reachedFrame
        if lastFrame.map({ reached < $0 }) ?? true {
            if decoding.firstFrame == 0 && reached == 0 { throw .noAudio(path: path) }
            try judgeEnding(reached)
        }
        let samples = try decoding.finish()
        guard decoding.sampleCount >= AudioReader.minimumSampleCount else {
            throw .tooShort(path: path, seconds: durationSeconds)
        }
        return samples
    }

    /// Decides what it means that the file ended before the segment did.
    private func judgeEnding(_ reached: Int) throws(AudioError) {
        let readable = SampleClock.seconds(ofSamples: reached, sampleRate: sourceSampleRate)
        if let ending = Ending(format: format, chunk: chunk, reached: reached, hasError: decoder.hasDecodingError) {
            truncation = Truncation(promisedSeconds: ending.promisedSeconds, readableSeconds: readable)
            if !acceptsTruncated {
                throw ending == .unfinished
                    ? .unfinishedHeader(path: path, readableSeconds: readable)
                    : .truncated(path: path, promisedSeconds: ending.promisedSeconds, readableSeconds: readable)
            }
        }
        let missing = lastFrame.map { SampleClock.seconds(ofSamples: $0 - reached, sampleRate: sourceSampleRate) } ?? 0
        if decoding.frames == 0 || (truncation == nil && missing > AudioReader.segmentToleranceSeconds) {
            throw .segmentOutside(path: path, start: span.start ?? 0, end: span.end, durationSeconds: readable)
        }
    }
}

@available(*, unavailable, message: "a decoder belongs to one thread at a time")
extension AudioStream: Sendable {}

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
