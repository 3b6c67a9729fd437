public import Models

/// The numbers of the paper that this program follows, and what they were measured by.
///
/// - Source: Yoon, Byun, Jung, "Multimodal Speech Emotion Recognition Using Audio and Text", IEEE SLT 2018
///   (arXiv:1810.04635), table 2: weighted average precision on IEMOCAP, mean and standard deviation over 10 runs.
public enum PaperResults {
    /// What a comparison's notes call the paper's protocol.
    public static let protocolName = "Yoon, Byun, Jung 2018 on IEMOCAP"
    /// Under which of a comparison's notes it stands.
    public static let protocolNote = "protocol"

    /// Utterances with one of the four labels, and of each label in the order of `LabelSet.fourEmotions`.
    public static let utterances = 5_531
    public static let labelCounts = ["angry": 1_103, "happy": 1_636, "sad": 1_084, "neutral": 1_708]
    /// Utterances of the whole corpus.
    public static let corpusUtterances = 10_039
    /// Runs that mean and deviation are over.
    public static let runs = 10

    /// A line of the table.
    public struct Row: Sendable, Hashable {
        /// As the paper has it.
        public let name: String
        /// The model; nil for the models of others, which the paper cites.
        public let architecture: Architecture?
        /// Whether vocabulary, training and test use recognised transcripts.
        public let isRecognised: Bool
        /// Weighted average precision.
        public let mean: Double
        /// Nil where the paper gives none.
        public let deviation: Double?

        init(
            _ name: String, _ architecture: Architecture?, recognised: Bool = false, _ mean: Double,
            _ deviation: Double? = nil
        ) {
            self.name = name
            self.architecture = architecture
            isRecognised = recognised
            self.mean = mean
            self.deviation = deviation
        }
    }

    /// Every line, in the paper's order.
    public static let rows = [
        Row("ACNN", nil, 0.561), Row("LLD RNN-attn", nil, 0.635), Row("RNN(prop.)-ELM", nil, 0.628),
        Row("3CNN-LSTM10H", nil, 0.688),
        Row("ARE", .are, 0.546, 0.009), Row("TRE", .tre, 0.635, 0.018), Row("MDRE", .mdre, 0.718, 0.019),
        Row("MDREA", .mdrea, 0.690, 0.019), Row("TRE-ASR", .tre, recognised: true, 0.593, 0.022),
        Row("MDRE-ASR", .mdre, recognised: true, 0.691, 0.019),
        Row("MDREA-ASR", .mdrea, recognised: true, 0.677, 0.013),
    ]
}
