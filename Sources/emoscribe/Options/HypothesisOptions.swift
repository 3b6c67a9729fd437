import ArgumentParser
import Corpus
import ErrorAnalysis

/// The option of `compare` that names files with recognisers' answers.
struct HypothesisOptions: ParsableArguments {
    @Option(
        name: [.customLong("hypothesis"), .customLong("hypotheses")],
        help: ArgumentHelp(
            "Transcripts of a recogniser from a file, such as a table of 'transcribe -o' (.csv, .jsonl, .trn, Kaldi's "
                + "'text'); repeatable. A name may stand in front: whisper=h.csv.", valueName: "[name=]file"))
    var arguments: [String] = []

    /// The files, opened, under their recognisers' names.
    ///
    /// - Throws: `CommandFailure`, `CorpusError`.
    func files() throws -> [TranscriptFile] {
        try arguments.map { argument in
            let (name, path) = ErrorRateInputs.named(argument)
            try OutputFile.checkInput(path, "file of hypotheses")
            guard let format = TranscriptFormat(fileName: path) else {
                throw CommandFailure(
                    "--hypothesis: the name of \(EscapedText.oneLine(path)) does not tell how it is written: .csv, .jsonl, "
                        + ".trn, or 'text' for Kaldi", .wrongUsage)
            }
            return try TranscriptFile(name: name, path: path, format: format)
        }
    }
}
