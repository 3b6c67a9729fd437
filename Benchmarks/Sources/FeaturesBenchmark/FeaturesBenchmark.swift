import AudioIO
import Foundation
import Glibc
import SpeechFeatures
import Synchronization

/// Commands of the features benchmark; `Benchmarks/features.py` calls them.
///
/// - `prepare FOLDER FILE…` decodes each file and writes it as a 16-bit WAV of 16 kHz into the folder.
/// - `dump FOLDER FILE…` writes for each file, raw float32: `<stem>.mfcc.f32`, `<stem>.functionals.f32`, and the
///   contours before smoothing as `<stem>.pitch.f32` (hertz, semitones, voicing, harmonics to noise) and
///   `<stem>.loudness.f32`.
/// - `time SET THREADS FILE…` reads and analyses all files once and prints a line of JSON; SET is mfcc, prosody or both.
@main
enum FeaturesBenchmark {
    static let mfcc = MFCCExtractor()
    static let prosody = ProsodyExtractor()

    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("prepare", 2...):
            for path in arguments.dropFirst(2) {
                let wav = PCM16.wav(PCM16.quantise(try samples(path)), sampleRate: 16000)
                try Data(wav).write(to: URL(fileURLWithPath: "\(arguments[1])/\(stem(path)).wav"))
            }
        case ("dump", 2...):
            for path in arguments.dropFirst(2) {
                let sound = try samples(path)
                try write(mfcc.compute(sound).values, to: "\(arguments[1])/\(stem(path)).mfcc.f32")
                let result = prosody.compute(sound)
                let pitch = result.contours
                let rows = pitch.pitchHertz.indices.flatMap { frame in
                    [
                        pitch.pitchHertz[frame], pitch.pitchSemitones[frame], pitch.voicing[frame],
                        pitch.harmonicsToNoiseDecibels[frame],
                    ]
                }
                try write(rows, to: "\(arguments[1])/\(stem(path)).pitch.f32")
                try write(pitch.loudness, to: "\(arguments[1])/\(stem(path)).loudness.f32")
                try write(result.functionals ?? [], to: "\(arguments[1])/\(stem(path)).functionals.f32")
            }
        case ("time", 3...):
            await time(set: arguments[1], threads: Int(arguments[2]) ?? 1, files: Array(arguments.dropFirst(3)))
        default:
            FileHandle.standardError.write(Data("usage: FeaturesBenchmark prepare|dump|time …\n".utf8))
            exit(64)
        }
    }

    private static func time(set: String, threads: Int, files: [String]) async {
        let queue = FileQueue(files)
        let started = ContinuousClock.now
        let cpu = cpuSeconds()
        let sampleCount = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<threads {
                group.addTask {
                    var count = 0
                    while true {
                        guard let file = queue.next(), let sound = try? samples(file) else { return count }
                        count += sound.count
                        if set != "prosody" { precondition(mfcc.compute(sound).values.allSatisfy(\.isFinite)) }
                        if set != "mfcc" { precondition(prosody.compute(sound).contours.loudness.count > 0) }
                    }
                }
            }
            return await group.reduce(0, +)
        }
        let wall = started.duration(to: .now) / .seconds(1)
        print(#"{"cpu": \#(cpuSeconds() - cpu), "wall": \#(wall), "audio": \#(Double(sampleCount) / 16000)}"#)
    }

    private static func stem(_ path: String) -> String {
        URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    }

    private static func samples(_ path: String) throws -> [Float] { try AudioReader().read(path: path).samples }

    private static func write(_ values: [Float], to path: String) throws {
        try values.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: path)) }
    }

    private static func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

/// Hands out files to whoever asks next.
private final class FileQueue: Sendable {
    private let files: [String]
    private let position = Mutex(0)

    init(_ files: [String]) { self.files = files }

    func next() -> String? {
        position.withLock { position in
            guard position < files.count else { return nil }
            position += 1
            return files[position - 1]
        }
    }
}
