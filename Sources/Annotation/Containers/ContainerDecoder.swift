import AudioIO
import Corpus
import Foundation
import SpeechToText
import Synchronization

/// Decodes the first audio track of containers with the `ffmpeg` program, to files that have no name.
///
/// No shell; the file's name is an argument after `-i file:`, so it is never taken for an option or an address. The last
/// few are kept: the utterances of a long recording are read one after the other.
final class ContainerDecoder: Sendable {
    /// The one that all readers share.
    static let shared = ContainerDecoder()

    /// Then ffmpeg is ended.
    private static let timeLimitSeconds = 1800.0
    /// What a WAV file can say about its length.
    private static let sizeLimit = Int(UInt32.max) - 4096
    private static let kept = 4

    /// Whose content is there already.
    private struct Origin: Equatable {
        var path: String
        var size: Int64
        var seconds: Int
        var nanoseconds: Int
    }

    private let program: String
    private let decoded = Mutex<[(origin: Origin, file: DecodedFile)]>([])

    /// - Parameter program: a name that is looked up in `PATH`, or a path.
    init(program: String = "ffmpeg") { self.program = program }

    /// The audio of a container as a WAV file, at its own sample rate and with all its channels.
    ///
    /// - Throws: `AudioError.needsProgram` where ffmpeg is missing, `.notAudio` with what it says, `.noAudio` for a film
    ///   without sound, `.tooLong`.
    func decode(_ path: String, _ format: ContainerFormat) throws(AudioError) -> DecodedFile {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .notFound(path: path) }
        let origin = Origin(
            path: path, size: Int64(status.st_size), seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec
        )
        if let known = decoded.withLock({ $0.first { $0.origin == origin }?.file }) { return known }
        let file = try run(path, format)
        decoded.withLock { decoded in
            decoded.append((origin, file))
            if decoded.count > Self.kept { decoded.removeFirst() }
        }
        return file
    }

    private func run(_ path: String, _ format: ContainerFormat) throws(AudioError) -> DecodedFile {
        let file: DecodedFile
        do { file = try DecodedFile() } catch {
            throw .unreadable(path: path, reason: "no temporary file for its audio: \(error)")
        }
        let words =
            [program, "-nostdin", "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "file,pipe"]
            + ["-f", format.demuxer, "-i", "file:" + path, "-map", "0:a:0", "-vn", "-sn", "-dn"]
            + ["-map_metadata", "-1", "-fflags", "+bitexact", "-c:a", "pcm_s16le", "-f", "wav", "pipe:1"]
        let outcome = LocalProgram(
            words: words, timeLimitSeconds: Self.timeLimitSeconds, outputLimit: Self.sizeLimit
        ).run { file.append($0) }
        let said = String(decoding: outcome.errorTail, as: UTF8.self)
        switch outcome.ending {
        case .status(0):
            guard file.finish() else { throw .noAudio(path: path) }
            return file
        case .notStarted(ENOENT): throw .needsProgram(path: path, container: format.rawValue, program: program)
        case .notStarted(let code):
            throw .unreadable(path: path, reason: "\(program): " + String(cString: strerror(code)))
        case .tookTooLong:
            throw .unreadable(path: path, reason: "\(program) took more than \(Int(Self.timeLimitSeconds)) s")
        case .wroteTooMuch:
            throw .unreadable(
                path: path, reason: "more audio than fits on the temporary disk, or into 4 GiB: cut it before")
        case .status where said.contains("matches no streams"): throw .noAudio(path: path)
        case .status, .signal:
            let line = said.split(whereSeparator: \.isNewline).last.map(String.init) ?? "no reason given"
            throw .notAudio(path: path, reason: "\(program): \(line)")
        }
    }
}

/// A WAV file without a name that is gone with its last user.
final class DecodedFile: Sendable {
    private let file: TemporaryFile
    private let size = Mutex(0)

    init() throws(CorpusError) { file = try TemporaryFile() }

    /// Where it can be opened as long as this lives.
    var path: String { file.path }

    /// Writes on.
    ///
    /// - Returns: false where the disk takes no more.
    fileprivate func append(_ data: Data) -> Bool {
        size.withLock { size in
            guard (try? file.write(Array(data), at: size)) != nil else { return false }
            size += data.count
            return true
        }
    }

    /// Fills in the lengths, which a program that writes to a pipe cannot know.
    ///
    /// - Returns: false where there is no sample.
    fileprivate func finish() -> Bool {
        let size = size.withLock { $0 }
        guard let header = try? file.read(min(size, 4096), of: UInt8.self, at: 0) else { return false }
        var offset = 12
        while offset + 8 <= header.count {
            let length = (0..<4).reduce(0) { $0 | Int(header[offset + 4 + $1]) << (8 * $1) }
            if header[offset..<offset + 4].elementsEqual("data".utf8) {
                return put(size - 8, at: 4) && put(size - offset - 8, at: offset + 4) && size > offset + 8
            }
            offset += 8 + length + length % 2
        }
        return false
    }

    private func put(_ length: Int, at offset: Int) -> Bool {
        (try? file.write([UInt32(clamping: length).littleEndian], at: offset)) != nil
    }
}
