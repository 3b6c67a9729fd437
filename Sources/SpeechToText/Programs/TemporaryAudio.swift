import Foundation
import Synchronization

/// A folder of our own for audio that other programs are to read: nobody else may look into it, and nothing stays.
///
/// The folder is held by a lock (`flock`) while it is in use. One that was left behind by a process that was killed holds
/// no lock any more, and is removed by the next one that needs a folder.
final class TemporaryAudio: Sendable {
    private static let prefix = "emoscribe-audio-"

    /// The folder, mode 0700.
    let folder: String
    private let lock: Int32
    private let count = Mutex(0)

    /// - Parameter parent: where the folder goes; by default where this machine keeps temporary files.
    /// - Throws: `invalidConfiguration` where no folder can be made.
    init(in parent: String? = nil) throws(SpeechToTextError) {
        let parent = parent ?? ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        Self.removeAbandoned(in: parent)
        var template = Array("\(parent)/\(Self.prefix)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw .invalidConfiguration(
                reason:
                    "no temporary folder in \(parent): \(String(cString: strerror(errno))); set TMPDIR to another place"
            )
        }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        flock(lock, LOCK_EX | LOCK_NB)
        LiveFolders.add(folder)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
        LiveFolders.remove(folder)
        close(lock)
    }

    /// Calls `body` with the path of a WAV file, mode 0600, that is gone when this returns.
    func with<T>(_ audio: SpeechAudio, _ body: (String) -> T) throws(SpeechToTextError) -> T {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let path = "\(folder)/\(number).wav"
        defer { unlink(path) }
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw .invalidConfiguration(reason: "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        let problem = write(audio.wav, to: file)
        guard close(file) == 0, problem == nil else {
            throw .invalidConfiguration(reason: "\(path) cannot be written: \(problem ?? "the disk is full")")
        }
        return body(path)
    }

    private func write(_ data: Data, to file: Int32) -> String? {
        var rest = data[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return String(cString: strerror(errno)) }
            rest = rest.dropFirst(count)
        }
        return nil
    }

    private static func removeAbandoned(in parent: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        for name in names where name.hasPrefix(prefix) {
            let path = "\(parent)/\(name)"
            // Only our own, no link that somebody put there, and none so new that its lock may be about to come.
            let file = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard file >= 0 else { continue }
            var status = stat()
            if fstat(file, &status) == 0, status.st_uid == getuid(), status.st_mode & 0o077 == 0,
                status.st_mtim.tv_sec < time(nil) - 60,
                flock(file, LOCK_EX | LOCK_NB) == 0
            {
                try? FileManager.default.removeItem(atPath: path)
            }
            close(file)
        }
    }
}

/// The folders in use, so that an exit leaves no audio behind.
enum LiveFolders {
    private static let folders = Mutex<Set<String>>([])
    /// `exit` takes no object down.
    private static let cleanUp: Void = { _ = atexit { LiveFolders.removeAll() } }()

    static func add(_ folder: String) {
        cleanUp
        folders.withLock { _ = $0.insert(folder) }
    }

    static func remove(_ folder: String) { folders.withLock { _ = $0.remove(folder) } }

    static func removeAll() {
        folders.withLock { folders in
            for folder in folders { try? FileManager.default.removeItem(atPath: folder) }
        }
    }
}
