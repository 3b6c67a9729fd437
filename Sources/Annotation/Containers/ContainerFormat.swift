import Foundation

/// A container that libsndfile does not read and ffmpeg does, told by its first bytes.
///
/// Only what begins like one is given to ffmpeg, and only to the reader for it: text files stay what they are, and
/// playlists, which could name other files or addresses, are read by nobody.
enum ContainerFormat: String, Sendable, CaseIterable {
    /// MP4, M4A, MOV, 3GP.
    case mp4 = "MP4"
    /// WebM, MKV.
    case matroska = "Matroska"
    /// Bare AAC with ADTS headers.
    case adts = "AAC"
    /// WMA, WMV.
    case asf = "ASF"
    case avi = "AVI"
    case amr = "AMR"
    case flv = "FLV"

    /// What ffmpeg calls its reader.
    var demuxer: String {
        switch self {
        case .mp4: "mov"
        case .matroska: "matroska"
        case .adts: "aac"
        case .asf: "asf"
        case .avi: "avi"
        case .amr: "amr"
        case .flv: "flv"
        }
    }

    /// Looks at the first bytes of a file; nil where they are of none of these, or cannot be read.
    init?(path: String) {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        self.init(beginning: Array(bytes[..<count]))
    }

    /// Tells by the first 16 bytes.
    init?(beginning bytes: [UInt8]) {
        func has(_ text: String, at offset: Int) -> Bool { bytes.dropFirst(offset).starts(with: text.utf8) }
        if has("ftyp", at: 4) {
            self = .mp4
        } else if bytes.starts(with: [0x1a, 0x45, 0xdf, 0xa3]) {
            self = .matroska
        } else if bytes.count > 1, bytes[0] == 0xff, bytes[1] & 0xf6 == 0xf0 {
            // The layer bits are 0 in ADTS and never in MP3.
            self = .adts
        } else if bytes.starts(with: [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11]) {
            self = .asf
        } else if has("RIFF", at: 0), has("AVI ", at: 8) {
            self = .avi
        } else if has("#!AMR", at: 0) {
            self = .amr
        } else if has("FLV", at: 0) {
            self = .flv
        } else {
            return nil
        }
    }
}
