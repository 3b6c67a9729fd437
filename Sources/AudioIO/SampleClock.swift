/// Conversions between seconds and samples, and between sample rates: the only place where they are rounded.
///
/// Everything rounds to the nearest whole sample, and exactly half a sample rounds up. Times below 0 become 0; times
/// too large for a file become `maximumCount`.
///
/// | what | value | samples |
/// | --- | --- | --- |
/// | 0 s at 16 kHz | 0 | 0 |
/// | one 25 ms window at 16 kHz | 400 | 400 |
/// | 0.1 s at 16 kHz (as a double slightly more than 1600) | 1600.0000000000002 | 1600 |
/// | 0.00003125 s at 16 kHz | 0.5 | 1 |
/// | 1.00001 s at 44.1 kHz | 44100.441 | 44100 |
/// | 3 samples of 48 kHz at 16 kHz | 1 | 1 |
/// | 1 sample of 44.1 kHz at 16 kHz | 0.36 | 0 |
/// | 441 samples of 44.1 kHz at 16 kHz | 160 | 160 |
/// | -1 s | 0 | 0 |
/// | infinite | – | `maximumCount` |
public enum SampleClock {
    /// The rate of everything that `AudioReader` returns, in hertz.
    public static let sampleRate = 16_000

    /// The largest count these functions return, 2^53, so that a count survives a round trip through `Double`.
    public static let maximumCount = 1 << 53

    /// The whole number of samples nearest to a time.
    ///
    /// - Parameters:
    ///   - seconds: the time; NaN counts as 0.
    ///   - sampleRate: samples a second, in hertz.
    /// - Returns: a count in `0...maximumCount`.
    public static func samples(inSeconds seconds: Double, sampleRate: Int = SampleClock.sampleRate) -> Int {
        let exact = seconds * Double(sampleRate)
        guard exact > 0 else { return 0 }
        guard exact < Double(maximumCount) else { return maximumCount }
        return Int((exact + 0.5).rounded(.down))
    }

    /// The time that a number of samples takes, in seconds.
    ///
    /// - Parameters:
    ///   - samples: the count.
    ///   - sampleRate: samples a second, in hertz.
    /// - Returns: `samples / sampleRate`.
    public static func seconds(ofSamples samples: Int, sampleRate: Int = SampleClock.sampleRate) -> Double {
        Double(samples) / Double(sampleRate)
    }

    /// The number of samples that audio has after its sample rate was changed.
    ///
    /// - Parameters:
    ///   - samples: the count before, 0 or more.
    ///   - from: the rate before, in hertz.
    ///   - to: the rate after, in hertz.
    /// - Returns: the whole number nearest to `samples * to / from`, in `0...maximumCount`.
    public static func converted(_ samples: Int, from: Int, to: Int = SampleClock.sampleRate) -> Int {
        guard from != to else { return min(samples, maximumCount) }
        let (doubled, overflow) = samples.multipliedReportingOverflow(by: 2 * to)
        guard !overflow else { return maximumCount }
        return min((doubled + from) / (2 * from), maximumCount)
    }
}
