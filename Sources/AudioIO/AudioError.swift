/// Why a recording could not be read.
///
/// Every case names the file; the description says what to do.
public enum AudioError: Error, Sendable, Equatable {
    /// Nothing has this name.
    case notFound(path: String)
    /// The file is there, but the system refuses to open or read it; `reason` is the system's.
    case unreadable(path: String, reason: String)
    /// A directory, pipe, socket or device. It was not opened.
    case notRegularFile(path: String, kind: FileKind)
    /// A symbolic link to something that does not exist.
    case danglingLink(path: String, target: String)
    /// Symbolic links that lead in a circle.
    case linkLoop(path: String)
    /// A file of 0 bytes.
    case emptyFile(path: String)
    /// No format that libsndfile can decode; `reason` is the library's.
    case notAudio(path: String, reason: String)
    /// A container that only another program can open, and that program is not there.
    case needsProgram(path: String, container: String, program: String)
    /// A header without samples after it.
    case noAudio(path: String)
    /// A WAV file whose length was never written because its recorder died, or that was written to a pipe.
    case unfinishedHeader(path: String, readableSeconds: Double)
    /// The file ends before its header says; `promisedSeconds` is nil where the length is lost as well.
    case truncated(path: String, promisedSeconds: Double?, readableSeconds: Double)
    /// Samples that are NaN or infinite; `firstFrame` counts the file's own samples from 0.
    case nonFinite(path: String, count: Int, firstFrame: Int, firstSeconds: Double)
    /// Shorter than one analysis window of 25 ms.
    case tooShort(path: String, seconds: Double)
    /// Longer than the reader's limit.
    case tooLong(path: String, limitSeconds: Double)
    /// A sample rate outside `AudioReader.supportedSampleRates`.
    case unsupportedSampleRate(path: String, hertz: Int)
    /// Start and end that are not times, or not in order.
    case invalidSegment(path: String, start: Double?, end: Double?)
    /// A segment that begins or ends after the end of the recording.
    case segmentOutside(path: String, start: Double, end: Double?, durationSeconds: Double)
    /// libsamplerate refused; `reason` is the library's.
    case resamplingFailed(path: String, reason: String)

    /// What a name stands for when it is not a file with bytes in it.
    public enum FileKind: String, Sendable, Equatable {
        case directory
        case pipe = "named pipe"
        case socket
        case device
        case unknown = "special file"
    }

    /// Whether the file itself is fit to be skipped in a folder: it is no recording at all, rather than a bad one.
    public var isSkippable: Bool {
        switch self {
        case .notRegularFile, .danglingLink, .linkLoop: true
        default: false
        }
    }
}

extension AudioError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notFound(let path):
            "\(shownPath(path)): no such file. Check the name; manifest paths are relative to the manifest."
        case .unreadable(let path, let reason):
            "\(shownPath(path)): cannot be read (\(reason)). Check the permissions of the file and its folders."
        case .notRegularFile(let path, let kind):
            "\(shownPath(path)): is a \(kind.rawValue), not an audio file; it was not opened."
        case .danglingLink(let path, let target):
            "\(shownPath(path)): is a link to \(shownPath(target)), which does not exist. Repair or remove the link."
        case .linkLoop(let path):
            "\(shownPath(path)): is a link that leads back to itself. Repair or remove the link."
        case .emptyFile(let path):
            "\(shownPath(path)): the file is empty (0 bytes). Copy or record it again."
        case .notAudio(let path, let reason):
            "\(shownPath(path)): not a readable audio file (\(reason)). Readable are WAV, FLAC, Ogg, MP3 and AIFF; "
                + "convert others first, for example with ffmpeg."
        case .needsProgram(let path, let container, let program):
            "\(shownPath(path)): is a container (\(container)) that only \(program) opens, and \(program) is not installed: "
                + "install it (apt-get install ffmpeg), or convert the recording to WAV or FLAC."
        case .noAudio(let path):
            "\(shownPath(path)): no audio: the file has a header, but no samples. Copy or record it again."
        case .unfinishedHeader(let path, let readable):
            "\(shownPath(path)): unfinished WAV: its header gives no length (the recorder died, or it was written to a "
                + "pipe), \(shownSeconds(readable)) s readable. Other programs can recover it (sox --ignore-length, "
                + "ffmpeg); --accept-truncated uses what is there."
        case .truncated(let path, let promised, let readable):
            "\(shownPath(path)): truncated: \(promise(promised, readable)) Copy it again; --accept-truncated uses what "
                + "is there."
        case .nonFinite(let path, let count, let frame, let seconds):
            "\(shownPath(path)): \(count) sample\(count == 1 ? " is" : "s are") NaN or infinite, the first at sample "
                + "\(frame) (\(shownSeconds(seconds)) s). Export the recording again as 16-bit PCM."
        case .tooShort(let path, let seconds):
            "\(shownPath(path)): too short: \(shownSeconds(seconds)) s, one analysis window is 0.025 s. Check start and "
                + "end, or leave it out."
        case .tooLong(let path, let limit):
            "\(shownPath(path)): longer than the limit of \(shownSeconds(limit)) s. Give start and end of each "
                + "utterance, or cut the recording."
        case .unsupportedSampleRate(let path, let hertz):
            "\(shownPath(path)): a sample rate of \(hertz) Hz cannot be used; supported are "
                + "\(AudioReader.supportedSampleRates.lowerBound) to \(AudioReader.supportedSampleRates.upperBound) Hz. "
                + "The header may be damaged."
        case .invalidSegment(let path, let start, let end):
            "\(shownPath(path)): start \(shown(start)) and end \(shown(end)) are no segment: both are seconds, start is "
                + "0 or more and end is greater."
        case .segmentOutside(let path, let start, let end, let duration):
            "\(shownPath(path)): the segment from \(shownSeconds(start)) s to \(end.map { shownSeconds($0) + " s" } ?? "the end") "
                + "is not inside the recording, which is \(shownSeconds(duration)) s long. Check start and end."
        case .resamplingFailed(let path, let reason):
            "\(shownPath(path)): its sample rate could not be converted (\(reason))."
        }
    }

    private func promise(_ promised: Double?, _ readable: Double) -> String {
        guard let promised else { return "its end is missing, \(shownSeconds(readable)) s readable." }
        let (long, short) = (shownSeconds(promised), shownSeconds(readable))
        return long == short
            ? "header promises \(promised) s, \(readable) s readable."
            : "header promises \(long) s, \(short) s readable."
    }

    private func shown(_ time: Double?) -> String { time.map { String($0) } ?? "(none)" }
}

/// Seconds rounded to milliseconds, for messages.
private func shownSeconds(_ seconds: Double) -> String {
    seconds.magnitude < 1e12 ? String((seconds * 1000).rounded() / 1000) : String(seconds)
}
