import AudioIO
import Corpus

/// An utterance as it is fed into a run, with what is known of its text already.
struct FedUtterance: Sendable {
    var input: StreamedUtterance
    /// Unless `unknown`, nobody is asked for it.
    var text = LabelJob.Text.unknown
    /// What the reader of its row should know.
    var remark: String?
    /// Whether the recogniser's answer to its recording says no times.
    var isWithoutTimes = false
}

/// Makes utterances of recordings.
protocol RecordingCutting: Sendable {
    /// Gives the utterances of some rows of the corpus to `pass`, in order and some at a time, until that says false.
    ///
    /// - Returns: whether all were given.
    func cut(_ inputs: [StreamedUtterance], _ pass: ([FedUtterance]) async throws -> Bool) async throws -> Bool
}

extension StreamedUtterance {
    /// Parts of a recording, numbered.
    ///
    /// - Parameter places: samples at 16 kHz from the beginning of this row, in order.
    /// - Returns: a row for each, without a transcript: nobody wrote down what was said in it.
    func parts(_ places: [Range<Int>]) -> [StreamedUtterance] {
        let offset = utterance.start ?? 0
        return places.enumerated().map { index, place in
            var part = self
            let number = String(index + 1)
            part.utterance.id += "#" + String(repeating: "0", count: max(0, 4 - number.utf8.count)) + number
            part.utterance.start = Self.seconds(offset, place.lowerBound)
            part.utterance.end = Self.seconds(offset, place.upperBound)
            part.utterance.transcript = nil
            part.isLastOfRecording = index == places.count - 1
            return part
        }
    }

    /// To a tenth of a millisecond, so that a sum reads 12.34 and not 12.340000000000002.
    private static func seconds(_ offset: Double, _ samples: Int) -> Double {
        ((offset + SampleClock.seconds(ofSamples: samples)) * 10_000).rounded() / 10_000
    }
}
