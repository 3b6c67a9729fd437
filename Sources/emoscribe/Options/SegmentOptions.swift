import Annotation
import ArgumentParser
import AudioIO

/// How long recordings are cut into utterances.
struct SegmentOptions: ParsableArguments {
    /// Which recordings are cut, and by what.
    enum Mode: String, ExpressibleByArgument, CaseIterable { case auto, none, pauses, asr }

    @Option(
        name: .customLong("segment"),
        help: ArgumentHelp(
            "Cut recordings: auto (those longer than 30 s, in their pauses), pauses (all), asr (all, where the recogniser "
                + "cuts them; each is transcribed once), none."))
    var mode = Mode.auto

    @Option(help: ArgumentHelp("The shortest utterance, where there is a neighbour to join it with.", valueName: "s"))
    var minLength = SpeechSegmenter.Settings().minimumSeconds

    @Option(help: ArgumentHelp("The longest utterance.", valueName: "s"))
    var maxLength = SpeechSegmenter.Settings().maximumSeconds

    func validate() throws {
        guard minLength >= 0, minLength.isFinite else {
            throw ValidationError("--min-length is 0 s or more, not \(minLength)")
        }
        guard maxLength >= 0.5, maxLength.isFinite, maxLength > minLength else {
            throw ValidationError("--max-length is at least 0.5 s and more than --min-length, not \(maxLength)")
        }
    }

    var segmentation: SegmentationMode {
        switch mode {
        case .auto: .long
        case .none: .none
        case .pauses: .all
        case .asr: .recogniser
        }
    }

    var settings: SpeechSegmenter.Settings {
        var settings = SpeechSegmenter.Settings()
        settings.minimumSeconds = minLength
        settings.maximumSeconds = maxLength
        return settings
    }

    /// All of it in one line, for results.
    var description: String {
        switch mode {
        case .none: "none"
        case .auto: "auto over 30 s, \(settings)"
        case .pauses: settings.description
        case .asr:
            "asr \(AnswerParts.version): length \(minLength) to \(maxLength) s, join \(settings.joinSeconds) s, words apart "
                + "\(settings.pauseSeconds) s; without times: \(settings)"
        }
    }
}
