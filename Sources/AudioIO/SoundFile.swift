import CSndFile
import Synchronization

/// One open libsndfile decoder.
///
/// Not Sendable: a handle belongs to one thread at a time.
final class SoundFile {
    /// What libsndfile makes of the header.
    struct Format {
        var sampleRate: Int
        var channels: Int
        var container: Container
        /// The frames that the header promises, nil where libsndfile does not know.
        ///
        /// Never allocate from it: damaged files promise 2^36 and more.
        var promisedFrames: Int?
        var isSeekable: Bool
    }

    enum Container { case wav, aiff, flac, ogg, mpeg, other }

    let format: Format
    private let source: ByteSource
    private let handle: OpaquePointer

    /// libsndfile keeps the error of a failed opening in a global variable and sets up its MP3 decoder on first use.
    private static let opening = Mutex<Void>(())

    /// Opens a decoder at the start of `source`, which it keeps alive.
    init(_ source: ByteSource) throws(AudioError) {
        source.rewind()
        var virtual = SF_VIRTUAL_IO(
            get_filelen: { user in sf_count_t(SoundFile.source(user)?.size ?? 0) },
            seek: { offset, whence, user in
                sf_count_t(SoundFile.source(user)?.seek(to: Int(offset), whence: whence) ?? -1)
            },
            read: { pointer, count, user in
                guard let pointer, let source = SoundFile.source(user) else { return 0 }
                return sf_count_t(source.readNext(Int(count), into: pointer))
            },
            write: { _, _, _ in 0 },
            tell: { user in sf_count_t(SoundFile.source(user)?.tell ?? 0) })
        var info = SF_INFO()
        let user = Unmanaged.passUnretained(source).toOpaque()
        var opened: OpaquePointer?
        let code = SoundFile.opening.withLock { _ in
            opened = sf_open_virtual(&virtual, Int32(SFM_READ), &info, user)
            return opened == nil ? sf_error(nil) : 0
        }
        guard let opened else {
            if let failure = source.readFailure { throw .unreadable(path: source.name, reason: failure) }
            throw .notAudio(path: source.name, reason: SoundFile.text(of: code))
        }
        handle = opened
        self.source = source
        format = Format(info)
    }

    deinit { sf_close(handle) }

    /// Decodes up to `frames` frames of interleaved samples, full scale ±1; 0 at the end.
    func read(into buffer: UnsafeMutableBufferPointer<Float>, frames: Int) -> Int {
        precondition(buffer.count >= frames * format.channels)
        guard let base = buffer.baseAddress, frames > 0 else { return 0 }
        return max(0, Int(sf_readf_float(handle, base, sf_count_t(frames))))
    }

    /// Moves to a frame; false when the decoder cannot, after which it must not be used any more.
    func seek(toFrame frame: Int) -> Bool { sf_seek(handle, sf_count_t(frame), SEEK_SET) == sf_count_t(frame) }

    /// Whether decoding stopped because of damage; libsndfile often ends without saying so.
    var hasDecodingError: Bool { sf_error(handle) != 0 }

    private static func source(_ user: UnsafeMutableRawPointer?) -> ByteSource? {
        user.map { Unmanaged<ByteSource>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func text(of code: Int32) -> String {
        var text = sf_error_number(code).map { String(cString: $0) } ?? "unknown error"
        while text.hasSuffix(".") { text.removeLast() }
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

@available(*, unavailable, message: "a libsndfile handle belongs to one thread at a time")
extension SoundFile: Sendable {}

extension SoundFile.Format {
    fileprivate init(_ info: SF_INFO) {
        sampleRate = Int(info.samplerate)
        channels = Int(info.channels)
        isSeekable = info.seekable != 0
        promisedFrames = (0..<Int64.max).contains(info.frames) ? Int(info.frames) : nil
        switch UInt32(bitPattern: info.format) & UInt32(SF_FORMAT_TYPEMASK) {
        case UInt32(SF_FORMAT_WAV), UInt32(SF_FORMAT_WAVEX), UInt32(SF_FORMAT_RF64): container = .wav
        case UInt32(SF_FORMAT_AIFF): container = .aiff
        case UInt32(SF_FORMAT_FLAC): container = .flac
        case UInt32(SF_FORMAT_OGG): container = .ogg
        case UInt32(SF_FORMAT_MPEG): container = .mpeg
        default: container = .other
        }
    }
}
