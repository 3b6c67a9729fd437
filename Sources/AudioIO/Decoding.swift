/// The work of decoding one piece of a file: reads blocks, mixes channels, looks for broken samples, converts the rate.
struct Decoding {
    let path: String
    let sampleRate: Int
    let firstFrame: Int
    /// The frames after which the decoding is given up; nil for no limit.
    let maximumFrames: Int?

    /// Frames decoded so far, at the file's own rate.
    private(set) var frames = 0

    /// Samples at 16 kHz that have not been taken yet.
    private var samples: [Float] = []
    private var takenCount = 0
    private var resampler: Resampler?
    private var buffer: [Float] = []
    private var mono: [Float] = []
    private var broken: (count: Int, firstFrame: Int)?

    init(path: String, sampleRate: Int, firstFrame: Int, maximumFrames: Int?) throws(AudioError) {
        self.path = path
        self.sampleRate = sampleRate
        self.firstFrame = firstFrame
        self.maximumFrames = maximumFrames
        if sampleRate != SampleClock.sampleRate { resampler = try makeResampler() }
    }

    /// The frame after the last one decoded, counted from the beginning of the file.
    var reachedFrame: Int { firstFrame == 0 ? frames : skipped + frames }

    private var skipped = 0

    /// Brings a fresh decoder to a frame, by seeking or, where that is not exact or fails, by decoding up to it.
    ///
    /// Seeking was compared with decoding from the beginning, sample by sample: equal in WAV, AIFF, FLAC and Ogg; MP3
    /// differed in the last bit, and its decoder warns of "fuzzy" seeking. In a cut FLAC file seeking fails.
    mutating func move(_ file: SoundFile, source: ByteSource, to frame: Int) throws(AudioError) -> SoundFile {
        guard frame > 0 else { return file }
        let isKnown = file.format.promisedFrames.map { frame < $0 } ?? false
        if isKnown, file.format.isSeekable, file.format.container != .mpeg, file.seek(toFrame: frame) {
            skipped = frame
            return file
        }
        let fresh = try SoundFile(source)
        var buffer = [Float](repeating: 0, count: Decoding.blockValues)
        while skipped < frame {
            let count = min(frame - skipped, max(1, Decoding.blockValues / fresh.format.channels))
            let got = buffer.withUnsafeMutableBufferPointer { fresh.read(into: $0, frames: count) }
            guard got > 0 else { break }
            skipped += got
        }
        return fresh
    }

    /// Decodes the next block.
    ///
    /// - Parameters:
    ///   - file: the decoder, as `move` left it.
    ///   - last: the frame of the file to stop before; nil for its end.
    /// - Returns: false when nothing was left.
    /// - Throws: `tooLong`, `resamplingFailed`.
    mutating func decodeBlock(_ file: SoundFile, upTo last: Int?) throws(AudioError) -> Bool {
        guard skipped == firstFrame else { return false }
        let channels = file.format.channels
        if buffer.isEmpty { buffer = [Float](repeating: 0, count: max(Decoding.blockValues, channels)) }
        let blockFrames = max(1, buffer.count / channels)
        let wanted = min(last.map { $0 - reachedFrame } ?? blockFrames, blockFrames)
        let got = buffer.withUnsafeMutableBufferPointer { file.read(into: $0, frames: wanted) }
        guard got > 0 else { return false }
        mix(frames: got, channels: channels)
        frames += got
        if let maximumFrames, frames > maximumFrames {
            throw .tooLong(
                path: path, limitSeconds: SampleClock.seconds(ofSamples: maximumFrames, sampleRate: sampleRate))
        }
        if broken == nil { try append(mono, isLast: false) }
        return true
    }

    /// The samples at 16 kHz that are certain by now; the last few wait, since the end may cut them off.
    mutating func take() -> [Float] {
        guard broken == nil, samples.count > Decoding.heldSamples else { return [] }
        let taken = Array(samples[..<(samples.count - Decoding.heldSamples)])
        samples.removeFirst(taken.count)
        takenCount += taken.count
        return taken
    }

    /// The last samples; with those taken before exactly as many as `SampleClock.converted` says.
    mutating func finish() throws(AudioError) -> [Float] {
        if let broken {
            throw .nonFinite(
                path: path, count: broken.count, firstFrame: broken.firstFrame,
                firstSeconds: SampleClock.seconds(ofSamples: broken.firstFrame, sampleRate: sampleRate))
        }
        try append([], isLast: true)
        let count = SampleClock.converted(frames, from: sampleRate) - takenCount
        if samples.count > count { samples.removeLast(samples.count - count) }
        if samples.count < count { samples.append(contentsOf: repeatElement(0, count: count - samples.count)) }
        takenCount += samples.count
        return samples
    }

    /// Samples at 16 kHz handed out so far.
    var sampleCount: Int { takenCount }

    /// A converter may make a sample more or less than there should be.
    private static let heldSamples = 64

    /// Values per block: 64 KiB of floats, whatever the number of channels.
    private static let blockValues = 16_384

    private static let limit: Float = 65_536

    /// The mean of the channels of `buffer`, into `mono`.
    private mutating func mix(frames got: Int, channels: Int) {
        mono.removeAll(keepingCapacity: true)
        // Most audio is mono and in range, which takes one comparison a sample to know.
        var outOfRange = 0
        for value in buffer[..<(got * channels)] { outOfRange &+= value.magnitude <= Decoding.limit ? 0 : 1 }
        if channels == 1, outOfRange == 0 {
            mono.append(contentsOf: buffer[..<got])
            return
        }
        let divisor = Float(channels)
        for frame in 0..<got {
            var sum: Float = 0
            for channel in 0..<channels {
                let value = buffer[frame * channels + channel]
                if !value.isFinite {
                    broken = (
                        count: (broken?.count ?? 0) + 1, firstFrame: broken?.firstFrame ?? reachedFrame + frame
                    )
                }
                sum += min(max(value, -Decoding.limit), Decoding.limit)
            }
            mono.append(sum / divisor)
        }
    }

    private mutating func append(_ block: [Float], isLast: Bool) throws(AudioError) {
        guard let resampler else {
            samples.append(contentsOf: block)
            return
        }
        var result = samples
        samples = []
        do throws(Resampler.Failure) {
            try resampler.push(block, isLast: isLast, into: &result)
        } catch {
            throw .resamplingFailed(path: path, reason: error.reason)
        }
        samples = result
    }

    private func makeResampler() throws(AudioError) -> Resampler {
        do throws(Resampler.Failure) {
            return try Resampler(from: sampleRate, to: SampleClock.sampleRate)
        } catch {
            throw .resamplingFailed(path: path, reason: error.reason)
        }
    }
}
