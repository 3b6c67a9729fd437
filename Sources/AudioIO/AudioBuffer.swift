/// The decoded audio of one recording or utterance.
public struct AudioBuffer: Sendable, Equatable {
    /// Mono samples at 16 kHz; full scale is ±1, so 16-bit audio gives `value / 32768`.
    ///
    /// Always finite; compressed and float formats may go a little beyond ±1.
    public var samples: [Float]

    /// The sample rate of the file, in hertz.
    public var sourceSampleRate: Int

    /// The channels of the file, of which `samples` is the mean.
    public var sourceChannels: Int

    /// The length of what was read, measured in the file's own samples.
    public var durationSeconds: Double

    /// Set when the file ends early and the reader was told to accept that.
    public var truncation: Truncation?

    /// Creates a buffer of samples that are already mono and at 16 kHz.
    ///
    /// - Parameters:
    ///   - samples: mono, at 16 kHz, full scale ±1.
    ///   - sourceSampleRate: the rate before conversion, in hertz.
    ///   - sourceChannels: the channels before mixing.
    ///   - durationSeconds: the length; taken from `samples` when nil.
    ///   - truncation: how much of a cut file is here.
    public init(
        samples: [Float], sourceSampleRate: Int = SampleClock.sampleRate, sourceChannels: Int = 1,
        durationSeconds: Double? = nil, truncation: Truncation? = nil
    ) {
        self.samples = samples
        self.sourceSampleRate = sourceSampleRate
        self.sourceChannels = sourceChannels
        self.durationSeconds = durationSeconds ?? SampleClock.seconds(ofSamples: samples.count)
        self.truncation = truncation
    }
}

/// What a file promises in its header and what it holds.
public struct Truncation: Sendable, Equatable {
    /// The length that the header promises, in seconds; nil where the length stood in the part that is missing (Ogg) or
    /// was never written (a WAV whose recorder died).
    public var promisedSeconds: Double?

    /// The length that can be decoded, in seconds.
    public var readableSeconds: Double

    /// Creates a description of a cut file.
    ///
    /// - Parameters:
    ///   - promisedSeconds: the length in the header, nil when unknown.
    ///   - readableSeconds: the length that can be decoded.
    public init(promisedSeconds: Double?, readableSeconds: Double) {
        self.promisedSeconds = promisedSeconds
        self.readableSeconds = readableSeconds
    }
}
