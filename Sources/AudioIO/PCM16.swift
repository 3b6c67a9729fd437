/// Signed 16-bit samples: what recognisers are sent, and what cache keys are made of.
public enum PCM16 {
    /// Rounds float samples to 16 bits.
    ///
    /// A sample is multiplied by 32768, rounded to the nearest whole number (exactly half goes to the even neighbour, so
    /// that rounding adds no offset), and clipped to -32768...32767. There is no dither: the same audio must give the
    /// same bytes. Samples decoded from 16-bit audio at its own rate come back exactly as they were in the file.
    ///
    /// - Parameter samples: full scale ±1; NaN, which `AudioReader` never returns, becomes 0.
    /// - Returns: as many samples.
    public static func quantise(_ samples: [Float]) -> [Int16] {
        samples.map { sample in
            let scaled = (sample * 32768).rounded(.toNearestOrEven)
            guard scaled > -32768 else { return scaled.isNaN ? 0 : Int16.min }
            return scaled < 32767 ? Int16(scaled) : Int16.max
        }
    }

    /// Float samples of full scale ±1, `sample / 32768`: the inverse of `quantise`, exact.
    ///
    /// - Parameter samples: 16-bit samples.
    /// - Returns: as many samples in -1..<1.
    public static func floats(_ samples: [Int16]) -> [Float] { samples.map { Float($0) / 32768 } }

    /// A complete mono WAV file: 44 bytes of header, then the samples, little-endian.
    ///
    /// - Parameters:
    ///   - samples: at most 2,147,483,629 (a WAV file is smaller than 4 GiB), which is 37 hours at 16 kHz.
    ///   - sampleRate: samples a second, in hertz.
    /// - Returns: the bytes of the file; equal samples give equal bytes.
    public static func wav(_ samples: [Int16], sampleRate: Int = SampleClock.sampleRate) -> [UInt8] {
        let dataLength = samples.count * 2
        precondition(dataLength <= Int(UInt32.max) - 36, "a WAV file holds less than 4 GiB")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(44 + dataLength)
        func append<Value: FixedWidthInteger>(_ value: Value) {
            withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
        }
        bytes.append(contentsOf: "RIFF".utf8)
        append(UInt32(36 + dataLength))
        bytes.append(contentsOf: "WAVEfmt ".utf8)
        append(UInt32(16))
        append(UInt16(1))  // PCM
        append(UInt16(1))  // channels
        append(UInt32(sampleRate))
        append(UInt32(sampleRate * 2))  // bytes a second
        append(UInt16(2))  // bytes a frame
        append(UInt16(16))  // bits a sample
        bytes.append(contentsOf: "data".utf8)
        append(UInt32(dataLength))
        for sample in samples { append(sample) }
        return bytes
    }
}
