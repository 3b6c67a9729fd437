import Foundation

/// Sound with the make-up of speech, of which is known where the words are.
///
/// Words are one to four syllables of harmonics with a falling pitch, some with a hiss at the end and some with the silent
/// closure of a stop inside; they follow each other closely, and now and then there is a pause.
struct SpeechLikeSound {
    /// Full scale ±1, 16 kHz.
    private(set) var samples: [Double] = []
    /// Where each word is, closures included.
    private(set) var words: [Range<Int>] = []
    /// Where each pause is.
    private(set) var pauses: [Range<Int>] = []

    private var state: UInt64

    init(seed: UInt64, seconds: Double, pauseEvery words: ClosedRange<Int> = 3...8) {
        state = seed
        pause(seconds: 0.3)
        while Double(samples.count) < seconds * 16_000 {
            for _ in 0..<Int(uniform(Double(words.lowerBound), Double(words.upperBound) + 1)) { word() }
            pause(seconds: uniform(0.25, 0.9))
        }
    }

    /// A stretch of words without a pause.
    init(seed: UInt64, secondsWithoutPause: Double) {
        state = seed
        while Double(samples.count) < secondsWithoutPause * 16_000 { word() }
    }

    /// In 16 bits, with steady noise, an offset and hum.
    ///
    /// - Parameters:
    ///   - level: of the speech, in decibels against the loudest possible.
    ///   - noise: level of white noise under the speech's, in decibels.
    ///   - offset: of full scale.
    ///   - hum: amplitude at 50 Hz, of full scale.
    /// - Returns: as many samples as there are.
    func recorded(level: Double = -6, noise: Double = 60, offset: Double = 0, hum: Double = 0) -> [Int16] {
        var generator = self
        let gain = pow(10, level / 20)
        let noiseGain = gain * pow(10, -noise / 20)
        return samples.enumerated().map { index, value in
            let disturbed =
                gain * value + noiseGain * generator.uniform(-1, 1) + offset
                + hum * sin(2 * .pi * 50 * Double(index) / 16_000)
            return Int16(min(max(-1, disturbed), 32767 / 32768.0) * 32768)
        }
    }

    private mutating func pause(seconds: Double) {
        let start = samples.count
        samples += [Double](repeating: 0, count: Int(seconds * 16_000))
        pauses.append(start..<samples.count)
    }

    private mutating func word() {
        let start = samples.count
        for syllable in 0..<Int(uniform(1, 5)) {
            if syllable > 0, uniform(0, 1) < 0.4 {
                samples += [Double](repeating: 0, count: Int(uniform(0.04, 0.11) * 16_000))
            }
            voice(seconds: uniform(0.09, 0.22))
        }
        if uniform(0, 1) < 0.3 {
            let count = Int(uniform(0.05, 0.15) * 16_000)
            for _ in 0..<count { samples.append(0.08 * uniform(-1, 1)) }
        }
        words.append(start..<samples.count)
    }

    private mutating func voice(seconds: Double) {
        let count = Int(seconds * 16_000)
        let pitch = uniform(90, 220)
        let loudness = uniform(0.2, 1)
        for index in 0..<count {
            let time = Double(index) / 16_000
            let envelope = sin(.pi * (Double(index) + 0.5) / Double(count))
            let phase = 2 * Double.pi * pitch * time * (1 - 0.3 * time)
            samples.append(0.5 * loudness * envelope * (sin(phase) + 0.5 * sin(3 * phase) + 0.3 * sin(7 * phase)))
        }
    }

    private mutating func uniform(_ low: Double, _ high: Double) -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return low + (high - low) * Double(state >> 11) * 0x1p-53
    }
}
