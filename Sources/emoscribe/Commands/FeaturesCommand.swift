import Annotation
import ArgumentParser
import AudioIO
import Corpus
import Export
import Foundation
import SpeechFeatures

/// `emoscribe features`: the numbers that the models hear, as files.
struct FeaturesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Write MFCC and prosody features of recordings to files.",
        discussion: """
            For each recording NAME.mfcc.npy (39 numbers every 10 ms) and
            NAME.prosody.npy (35 numbers; none under 55 ms): openSMILE's numbers with
            the paper's configuration files. The names of the columns are written
            beside them. Recordings in folders keep their place: folder/a/b.wav
            becomes a/b.mfcc.npy. Long recordings stream.

            Example:  emoscribe features recordings/ --output features
                      emoscribe features call.flac --output features --format csv --contours
            """)

    @Argument(help: ArgumentHelp("Recordings, or folders of them.", valueName: "audio"))
    var audio: [String]

    @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write to.", valueName: "dir"))
    var output: String

    @Option(
        help: ArgumentHelp(
            "File format: \(FeatureFormat.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "format"),
        transform: Self.format)
    var format = FeatureFormat.npy

    @Flag(
        help: "Also NAME.contours: pitch in hertz and semitones, voicing, harmonics to noise and loudness, smoothed.")
    var contours = false

    @Flag(help: "Take recordings that end before their header says, as far as they go.")
    var acceptTruncated = false

    @OptionGroup var compute: ComputeOptions
    @OptionGroup(title: "Output") var results: OutputOptions

    private static func format(_ name: String) throws -> FeatureFormat {
        guard let format = FeatureFormat(rawValue: name) else {
            let all = FeatureFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there is no format \(name): choose one of \(all)")
        }
        return format
    }

    private struct Summary: Encodable {
        struct Failure: Encodable {
            var recording: String
            var reason: String
        }

        struct Settings: Encodable {
            var mfcc: MFCCOptions
            var prosody: ProsodyOptions
            var version: Int
        }

        var recordings: Int
        var written: Int
        var failed: Int
        var withoutProsody: Int
        var audioSeconds: Double
        var seconds: Double
        var mfccRows: Int
        var format: String
        var output: String
        var settings: Settings
        var failures: [Failure]
    }

    func run() async throws {
        try await CommandRunner.run {
            try OutputFile.checkFolder(output)
            let found = try RecordingList(arguments: audio, output: results)
            let extraction = FeatureExtraction(
                output: output, format: format, contours: contours,
                reader: AudioReader(options: AudioReaderOptions(acceptTruncated: acceptTruncated)))
            let started = ContinuousClock.now
            let outcomes = await Self.extract(found.recordings, extraction, threads: compute.threads, results)
            let seconds = started.duration(to: .now) / .seconds(1)
            if outcomes.contains(where: { (try? $0?.get()) != nil }) { try extraction.writeColumnNames() }
            return try report(found, outcomes, seconds: seconds)
        }
    }

    private static func extract(
        _ recordings: [RecordingList.Recording], _ extraction: FeatureExtraction, threads: Int, _ results: OutputOptions
    ) async -> [Result<FeatureExtraction.Written, any Error>?] {
        let tally = FeaturesProgress(total: recordings.count, quiet: results.quiet)
        defer { tally.finish() }
        return await BlockingWork.map(
            count: recordings.count, width: threads, isCancelled: { Interrupts.shared.isInterrupted }
        ) { index -> Result<FeatureExtraction.Written, any Error>? in
            let recording = recordings[index]
            let outcome = Result {
                try extraction.run(recording: recording.path, name: recording.name) { seconds in
                    tally.reached(seconds, of: index)
                    return !Interrupts.shared.isInterrupted
                }
            }
            switch outcome {
            case .success(let written?):
                tally.add(written, of: index)
                return .success(written)
            case .success(nil): return nil
            case .failure(let error):
                tally.addFailure(of: index)
                return .failure(error)
            }
        }.map { $0 ?? nil }
    }

    private func report(
        _ found: RecordingList, _ outcomes: [Result<FeatureExtraction.Written, any Error>?], seconds: Double
    ) throws -> ExitStatus {
        let written = outcomes.compactMap { try? $0?.get() }
        let failures = zip(found.recordings, outcomes).compactMap { recording, outcome in
            if case .failure(let error)? = outcome { (id: recording.name, reason: "\(error)") } else { nil }
        }
        for (recording, outcome) in zip(found.recordings, outcomes) {
            guard case .success(let written)? = outcome, let truncation = written.truncation else { continue }
            Console.note(
                "\(EscapedText.oneLine(recording.path)): ends early, "
                    + "\(Spoken.duration(truncation.readableSeconds)) readable; its features are of that part")
        }
        FailureList.show(failures)
        let audioSeconds = written.map(\.audioSeconds).reduce(0, +)
        let silent = written.filter { !$0.hasProsody }.count
        if results.json {
            try JSONOutput.print(
                Summary(
                    recordings: found.recordings.count, written: written.count,
                    failed: failures.count + found.problems, withoutProsody: silent, audioSeconds: audioSeconds,
                    seconds: seconds, mfccRows: written.map(\.mfccRows).reduce(0, +), format: format.rawValue,
                    output: output,
                    settings: .init(mfcc: .init(), prosody: .init(), version: SpeechFeatureSet.version),
                    failures: failures.map { .init(recording: $0.id, reason: $0.reason) }))
        }
        results.remark(
            "\(Spoken.count(written.count, "recording")), \(Spoken.duration(audioSeconds)) of audio in "
                + Spoken.duration(seconds)
                + (written.isEmpty
                    ? ", no files written" : ": wrote \(format.rawValue) files to \(EscapedText.oneLine(output))")
                + (silent > 0 ? "; \(silent) under 55 ms, without prosody" : "")
                + (failures.isEmpty ? "" : "; \(failures.count) failed"))
        if Interrupts.shared.isInterrupted {
            results.remark(
                "interrupted: the files that are there are whole; "
                    + "\(found.recordings.count - written.count - failures.count) recordings are left")
            return .interrupted
        }
        return failures.isEmpty && found.problems == 0 ? .allDone : .someFailed
    }
}
