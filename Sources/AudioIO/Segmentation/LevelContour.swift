import Foundation

/// How loud audio is, every 10 ms.
///
/// A level is the power of 30 ms around the frame after a high-pass at about 80 Hz, so that neither an offset nor mains hum
/// nor a single glottal pulse counts; in quarters of a decibel above -100 dB of full scale, so that percentiles are counts
/// in a small table.
struct LevelContour {
    /// Frames a second.
    static let framesPerSecond = 100
    /// The number of different levels: -100 dB to +10 dB.
    static let levelCount = 441
    /// Steps in a decibel.
    static let stepsPerDecibel = 4

    /// Samples in a frame.
    let frameLength: Int
    /// One value a frame, `0..<levelCount`; the last frame may be shorter than the others.
    let levels: [UInt16]

    /// - Parameters:
    ///   - samples: 16-bit samples.
    ///   - sampleRate: hertz, at least 100.
    /// - Complexity: linear; three floats a frame are kept.
    init(_ samples: [Int16], sampleRate: Int) {
        let length = max(1, sampleRate / Self.framesPerSecond)
        frameLength = length
        let powers = Self.powers(samples, frameLength: length, sampleRate: sampleRate)
        levels = powers.indices.map { frame in
            let around = powers[max(0, frame - 1)...min(powers.count - 1, frame + 1)]
            let power = around.reduce(0, +) / Double(around.count)
            let decibels = 10 * log10(power / (32768 * 32768) + 1e-10)
            return UInt16(min(max(0, (decibels + 100) * Double(Self.stepsPerDecibel)), Double(Self.levelCount - 1)))
        }
    }

    /// The mean square of each frame after the high-pass.
    private static func powers(_ samples: [Int16], frameLength: Int, sampleRate: Int) -> [Double] {
        let decay = Float(1 - 2 * Double.pi * 80 / Double(max(sampleRate, 1000)))
        var powers: [Double] = []
        powers.reserveCapacity(samples.count / frameLength + 1)
        // Starts as if the first sample had gone on for ever, so that an offset makes no click.
        var previous = Float(samples.first ?? 0)
        var filtered: Float = 0
        var position = 0
        while position < samples.count {
            let end = min(position + frameLength, samples.count)
            var sum: Float = 0
            for index in position..<end {
                let value = Float(samples[index])
                filtered = value - previous + decay * filtered
                previous = value
                sum += filtered * filtered
            }
            powers.append(Double(sum) / Double(end - position))
            position = end
        }
        return powers
    }
}
