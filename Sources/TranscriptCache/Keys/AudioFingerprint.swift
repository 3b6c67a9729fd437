/// How a span of an audio file is recognised as unchanged without reading it: place, size, time, span.
///
/// Take size and time from the file *before* it is decoded, so that a file that changes meanwhile is read again.
public struct AudioFingerprint: Sendable, Hashable {
    /// Absolute path of the file.
    public var path: String
    /// Bytes.
    public var size: Int64
    /// Time of the last change, nanoseconds since 1970.
    public var mtimeNanoseconds: Int64
    /// Start of the span in seconds; nil for the beginning.
    public var start: Double?
    /// End of the span in seconds; nil for the end of the file.
    public var end: Double?
    /// Names the decoding settings that can change the samples (channel mix, resampler, cut files accepted or not).
    public var decoding: String

    /// See the properties of the same names.
    public init(
        path: String, size: Int64, mtimeNanoseconds: Int64, start: Double? = nil, end: Double? = nil,
        decoding: String = ""
    ) {
        self.path = path
        self.size = size
        self.mtimeNanoseconds = mtimeNanoseconds
        self.start = start
        self.end = end
        self.decoding = decoding
    }
}

/// What is known of audio that was decoded before.
public struct SeenAudio: Sendable, Hashable {
    /// SHA-256 of its 16-bit samples.
    public var sampleHash: ContentHash
    /// Hertz.
    public var sampleRate: Int
    /// Length of the samples.
    public var durationSeconds: Double

    /// See the properties of the same names.
    public init(sampleHash: ContentHash, sampleRate: Int, durationSeconds: Double) {
        self.sampleHash = sampleHash
        self.sampleRate = sampleRate
        self.durationSeconds = durationSeconds
    }
}
