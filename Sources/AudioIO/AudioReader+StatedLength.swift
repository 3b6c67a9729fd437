extension AudioReader {
    /// How long a file or a segment of it says it is, without decoding it.
    ///
    /// Reading it may give less (a cut file) and is the only proof that it can be read at all; for estimates.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - start: where the segment begins, in seconds; nil is the beginning.
    ///   - end: where it ends, in seconds; nil is the end of the file.
    /// - Returns: seconds; nil where only decoding tells (an MP3 without a length, a recorder that died, an Ogg file whose
    ///   end is missing).
    /// - Throws: `AudioError` for what certainly cannot be read: not there, no regular file, empty, not audio, a segment
    ///   outside.
    public func statedSeconds(
        path: String, start: Double? = nil, end: Double? = nil
    ) throws(AudioError) -> Double? {
        let first = start ?? 0
        guard first.isFinite, first >= 0, end.map({ $0.isFinite && $0 > first }) ?? true else {
            throw .invalidSegment(path: path, start: start, end: end)
        }
        let source = try ByteSource(path: path)
        guard source.size > 0 else { throw .emptyFile(path: path) }
        let chunk = ChunkLength(source)
        if let repair = chunk?.repair { source.patch(repair.bytes, at: repair.offset) }
        let mpeg = MPEGLength(source)
        let format = try SoundFile(source).format
        guard Self.supportedSampleRates.contains(format.sampleRate) else {
            throw .unsupportedSampleRate(path: path, hertz: format.sampleRate)
        }
        let isKnown = chunk?.isUnfinished != true && (format.container != .mpeg || mpeg?.isStated == true)
        guard isKnown, let frames = format.promisedFrames else { return end.map { $0 - first } }
        let whole = SampleClock.seconds(ofSamples: frames, sampleRate: format.sampleRate)
        guard frames > 0 else { throw .noAudio(path: path) }
        guard first < whole, end ?? whole <= whole + Self.segmentToleranceSeconds else {
            throw .segmentOutside(path: path, start: first, end: end, durationSeconds: whole)
        }
        return min(end ?? whole, whole) - first
    }
}
