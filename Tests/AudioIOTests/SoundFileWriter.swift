import AudioIO
import CSndFile
import Foundation

/// Writes small synthetic recordings with libsndfile, for the tests of the reader.
enum SoundFileWriter {
    enum Kind: String, CaseIterable {
        case wav, wavFloat, flac, vorbis, opus, mp3, aiff

        var format: Int32 {
            switch self {
            case .wav: Int32(SF_FORMAT_WAV | SF_FORMAT_PCM_16)
            case .wavFloat: Int32(SF_FORMAT_WAV | SF_FORMAT_FLOAT)
            case .flac: Int32(SF_FORMAT_FLAC | SF_FORMAT_PCM_16)
            case .vorbis: Int32(SF_FORMAT_OGG | SF_FORMAT_VORBIS)
            case .opus: Int32(SF_FORMAT_OGG | SF_FORMAT_OPUS)
            case .mp3: Int32(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III)
            case .aiff: Int32(SF_FORMAT_AIFF | SF_FORMAT_PCM_16)
            }
        }

        /// Whether samples are stored as 16-bit integers.
        var is16Bit: Bool { [.wav, .flac, .aiff].contains(self) }
    }

    struct CannotWrite: Error { var kind: Kind }

    /// Writes interleaved float samples and returns the path.
    @discardableResult
    static func write(
        _ samples: [Float], kind: Kind = .wav, rate: Int = 16_000, channels: Int = 1, to path: String
    ) throws -> String {
        var info = SF_INFO()
        info.samplerate = Int32(rate)
        info.channels = Int32(channels)
        info.format = kind.format
        guard let handle = sf_open(path, Int32(SFM_WRITE), &info) else { throw CannotWrite(kind: kind) }
        defer { sf_close(handle) }
        // In blocks: the Vorbis encoder keeps a big one on its stack.
        for start in stride(from: 0, to: samples.count, by: 4096 * channels) {
            let block = Array(samples[start..<min(start + 4096 * channels, samples.count)])
            // Integer formats get integers: libsndfile would scale floats by 32767.
            let written =
                kind.is16Bit
                ? sf_write_short(handle, PCM16.quantise(block), sf_count_t(block.count))
                : sf_write_float(handle, block, sf_count_t(block.count))
            guard written == block.count else { throw CannotWrite(kind: kind) }
        }
        return path
    }

    /// A sine whose values are whole 16-bit samples.
    static func sine(_ frequency: Double, seconds: Double, rate: Int = 16_000, level: Double = 0.5) -> [Float] {
        (0..<Int(seconds * Double(rate))).map { index in
            let value = level * sin(2 * .pi * frequency * Double(index) / Double(rate))
            return Float((value * 32768).rounded()) / 32768
        }
    }
}

extension [UInt8] {
    /// The place of an ASCII text.
    func offset(of text: String) -> Int? {
        let wanted = Array(text.utf8)
        return indices.first { self[$0...].starts(with: wanted) }
    }

    mutating func overwrite(_ bytes: [UInt8], at offset: Int) {
        replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
}
