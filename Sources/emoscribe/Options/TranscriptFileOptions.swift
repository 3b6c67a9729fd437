public import ArgumentParser
public import Corpus
import ErrorAnalysis
import Foundation

/// Options of `wer` that name files of references and hypotheses.
struct TranscriptFileOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "File of references, in place of a manifest: .txt (a text a line), .trn (sclite), 'text' (Kaldi), .csv, .jsonl.",
            valueName: "file"))
    var reference: String?

    @Option(
        name: [.customLong("hypothesis"), .customLong("hypotheses")],
        help: ArgumentHelp(
            "File of hypotheses, such as a table of 'transcribe -o'; repeatable, a recogniser each. A name may stand in "
                + "front: whisper=h.csv.", valueName: "[name=]file"))
    var hypotheses: [String] = []

    @Option(
        help: ArgumentHelp(
            "How all these files are written, where their names do not tell.", valueName: "format"))
    var format: TranscriptFormat?

    @Option(
        name: .customLong("hypothesis-format"),
        help: ArgumentHelp("How the files of hypotheses are written, where it is another way.", valueName: "format"))
    var hypothesisFormat: TranscriptFormat?

    @Option(
        name: .customLong("reference-column"),
        help: ArgumentHelp("Column or key of the references (default: transcript).", valueName: "column"))
    var referenceColumn: String?

    @Option(
        name: .customLong("hypothesis-column"),
        help: ArgumentHelp(
            "Column or key of the hypotheses (default: transcript). Without --hypothesis a column of the reference's own "
                + "table; repeatable then, a recogniser each.", valueName: "column"))
    var hypothesisColumns: [String] = []

    @Option(
        name: .customLong("id-column"),
        help: ArgumentHelp("Column or key of the ids (default: id).", valueName: "column"))
    var idColumn: String?

    @Option(
        name: .customLong("confidence-column"),
        help: ArgumentHelp(
            "Column or key of the recogniser's confidence (default: asr_confidence, or confidence).",
            valueName: "column")
    )
    var confidenceColumn: String?

    @Option(
        name: .customLong("duration-column"),
        help: ArgumentHelp(
            "Column of the references with an utterance's seconds, for --by duration.", valueName: "column"))
    var durationColumn: String?

    /// Whether hypotheses come from files, so that no recogniser need be asked.
    var namesHypotheses: Bool { !hypotheses.isEmpty || !hypothesisColumns.isEmpty }

    func validate() throws {
        if reference != nil, !namesHypotheses {
            throw ValidationError(
                "--reference needs hypotheses: --hypothesis FILE, or --hypothesis-column for a column of its own table")
        }
        if hypothesisColumns.count > 1, !hypotheses.isEmpty {
            throw ValidationError(
                "--hypothesis-column is repeated only without --hypothesis, for columns of the reference's own table")
        }
    }
}

extension TranscriptFormat: ExpressibleByArgument {}
