import Experiments
import Training

/// What is known about one utterance; `explain --json` prints it as it stands.
struct Explanation: Encodable {
    var id: String
    /// The files that have it, in the order they were looked at.
    var knownFrom: [String]
    var audio: Audio?
    var speaker: String?
    var session: String?
    /// As people gave it; nil where no file says it.
    var goldLabel: String?
    var transcripts: [Transcript]
    var comparison: Comparison?
    var annotation: Annotation?
    var predictions: [Prediction]
    var program: String
    /// What could not be found out, in words.
    var problems: [String]

    /// The stretch of a recording.
    struct Audio: Encodable {
        var path: String
        var start: Double?
        var end: Double?
        var exists: Bool
        /// Of the samples at 16 kHz; nil where they could not be read.
        var seconds: Double?
        /// SHA-256 of the 16-bit samples: what the cache's keys cover.
        var sampleHash: String?
        var remark: String?
    }

    /// A text of the utterance.
    struct Transcript: Encodable {
        /// `gold`, `asr:NAME`.
        var name: String
        /// Which file or cache has it.
        var from: String
        var text: String
        /// Against gold, after the basic normaliser; nil without a gold transcript and for gold itself.
        var errors: Errors?
        /// Where it comes out of the cache.
        var origin: Origin?

        struct Errors: Encodable {
            var wordErrorRate: Double?
            var substitutions, deletions, insertions: Int
            /// Reference, hypothesis and marks, line by line.
            var alignment: [String]
        }

        struct Origin: Encodable {
            var key, provider, endpoint, model, language: String
            var options: [String: String]
            var adapterVersion, parserVersion: Int
            var confidence: Double?
            var createdAt: String
        }
    }

    /// What the models of a comparison say.
    struct Comparison: Encodable {
        var folder: String
        var labels: [String]
        var rows: [UtterancePrediction]
        /// SHA-256 of the comparison's data, and the program that made it.
        var dataHash: String
        var program: String?
    }

    /// A row of labels.csv.
    struct Annotation: Encodable {
        var file: String
        var status, emotion, confidence, model, transcriptSource, transcript, recognitionConfidence, error: String?
        var probabilities: [Share]
    }

    /// What a model file says now.
    struct Prediction: Encodable {
        var model: String
        var file: String
        var fileHash: String
        var toolVersion: String
        var trainingDataHash: String
        /// The transcript it read; nil for models without text.
        var transcript: String?
        var label: String
        var probabilities: [Share]
        var attention: [AttendedWord]
    }

    /// A label with its probability.
    struct Share: Encodable {
        var label: String
        var probability: Double?
    }
}
