public import Foundation

/// Audio ready to be sent: mono, 16-bit.
public struct SpeechAudio: Sendable, Hashable {
    /// Mono samples.
    public var samples: [Int16]
    /// Hertz.
    public var sampleRate: Int

    /// See the properties of the same names.
    public init(samples: [Int16], sampleRate: Int = 16_000) {
        self.samples = samples
        self.sampleRate = sampleRate
    }

    /// Length.
    public var durationSeconds: Double { Double(samples.count) / Double(max(sampleRate, 1)) }

    /// Bytes of `wav` before the samples.
    static let wavHeaderByteCount = 44

    /// Bytes of `wav`.
    public var wavByteCount: Int { Self.wavHeaderByteCount + 2 * samples.count }

    /// A RIFF WAVE file, PCM, one channel, 16 bits, 44 bytes of header.
    public var wav: Data {
        var data = Data(capacity: wavByteCount)
        func append(_ text: String) { data.append(contentsOf: text.utf8) }
        func append<Number: FixedWidthInteger>(_ number: Number) {
            withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
        }
        let bytes = 2 * samples.count
        append("RIFF")
        append(UInt32(clamping: 36 + bytes))
        append("WAVEfmt ")
        append(UInt32(16))
        append(UInt16(1))
        append(UInt16(1))
        append(UInt32(clamping: sampleRate))
        append(UInt32(clamping: 2 * sampleRate))
        append(UInt16(2))
        append(UInt16(16))
        append("data")
        append(UInt32(clamping: bytes))
        samples.withUnsafeBytes { data.append(contentsOf: $0) }
        return data
    }
}
