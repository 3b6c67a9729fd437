import ArgumentParser
import Foundation
import SpeechToText

/// `emoscribe doctor`: looks whether everything is ready to transcribe.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look whether cache and recogniser work, and say what to do where they do not.",
        discussion: """
            Looks at the settings, the cache, the key, the connection to the service and this machine's clock, then has
            one second of speech heard. At a paid service that second costs what any request costs, so it is asked for
            first: answer the question, or give --yes. Everything else is free. No key is shown.

            Exit status: 0 nothing is wrong, 1 something is, 64 wrong usage.

            Example:  emoscribe doctor
                      emoscribe doctor --asr google --yes
                      emoscribe doctor --asr lab-whisper --config lab.toml --settings
            """)

    @OptionGroup var recognition: RecognitionOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Have the second of speech heard although it may cost, without asking.")
    var yes = false

    @Flag(help: "Only show the settings in effect; nothing is opened or sent.")
    var settings = false

    func run() async throws {
        try await CommandRunner.run {
            let choices = try recognition.choices()
            var report = DoctorReport()
            if !settings {
                report.cache = await CacheExamination(directory: cache.directory) { [cache] in try cache.open() }
                    .findings()
            }
            for choice in choices {
                let examination = settings ? nil : DoctorExamination(choice, fast: recognition.fast, mayPay: yes)
                report.recognisers.append(
                    .init(
                        name: choice.name,
                        settings: choice.effective(environment: ProcessInfo.processInfo.environment),
                        findings: try await examination?.findings() ?? []))
                if Interrupts.shared.isInterrupted { throw CancellationError() }
            }
            if output.json { try JSONOutput.print(report) } else { Console.write(report.text) }
            return report.isHealthy ? .allDone : .someFailed
        }
    }
}
