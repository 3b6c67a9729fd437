import Annotation
import Corpus
import Foundation
import Models
import Report
import SpeechToText

extension AnnotateJob {
    /// Writes the page that `--report` asks for.
    ///
    /// - Throws: `ReportError`.
    func writePage(
        _ file: LabelsFile, _ models: [LabellingModel], _ fallback: LabellingModel?, _ session: RecogniserSession?
    ) throws {
        guard let path = command.report, let page = file.page else { return }
        let inputs = command.corpus.files.map { EscapedText.oneLine($0) }
        let shown = inputs.prefix(3).joined(separator: ", ")
        try page.write(
            to: path, inputs: inputs.count > 3 ? "\(shown) and \(inputs.count - 3) more" : shown,
            facts: facts(inputs: inputs, models, fallback, session))
    }

    private func facts(
        inputs: [String], _ models: [LabellingModel], _ fallback: LabellingModel?, _ session: RecogniserSession?
    ) -> [RunFacts.Group] {
        var input = inputs.prefix(20).map { RunFacts.Fact("input", $0) }
        if inputs.count > 20 { input.append(.init("inputs more", "\(inputs.count - 20)")) }
        for pattern in command.corpus.include { input.append(.init("include", pattern)) }
        for pattern in command.corpus.exclude { input.append(.init("exclude", pattern)) }
        if let table = command.table { input.append(.init("labels", EscapedText.oneLine(table))) }
        var settings: [RunFacts.Fact] = [
            .init("segmentation", command.segments.description),
            .init("minimum confidence", command.minConfidence.map { "\($0)" } ?? "none: nothing is withheld"),
            .init("recordings that end early", command.acceptTruncated ? "labelled as far as they go" : "failed"),
        ]
        if models.contains(where: \.architecture.usesText) {
            settings.insert(.init("transcripts", session == nil ? "the manifest's" : "recognised"), at: 0)
        }
        var groups = [
            RunFacts.Group(title: "Input", facts: input),
            RunFacts.Group(title: models.count > 1 ? "Models, which vote" : "Model", facts: models.map(Self.fact)),
        ]
        if let fallback { groups.append(.init(title: "Where there is no transcript", facts: [Self.fact(fallback)])) }
        groups.append(.init(title: "Settings", facts: settings))
        if let session { groups.append(.init(title: "Recogniser", facts: Self.facts(of: session))) }
        groups.append(.init(title: "Program", facts: [.init("emoscribe", Emoscribe.version)]))
        return groups
    }

    private static func fact(_ model: LabellingModel) -> RunFacts.Fact {
        .init(model.name, "\(model.architecture.rawValue.uppercased()), file's SHA-256 \(model.hash)")
    }

    /// What can change a transcript; neither keys nor how fast it was asked.
    private static func facts(of session: RecogniserSession) -> [RunFacts.Fact] {
        let wanted: Set = ["name", "provider", "url", "command", "model", "language", "prompt", "temperature", "alias"]
        var facts = session.choice.effective(environment: ProcessInfo.processInfo.environment).filter {
            wanted.contains($0.name) || $0.name.hasPrefix("fields.")
        }.map { RunFacts.Fact($0.name, $0.value) }
        if session.choice.isBuiltIn { facts.append(.init("model", session.transcriber.provider.endpoint)) }
        return facts
    }
}
