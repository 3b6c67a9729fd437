/// The emotion models of Yoon, Byun and Jung, "Multimodal Speech Emotion Recognition Using Audio and Text" (SLT 2018).
public enum Architecture: String, Codable, CaseIterable, Sendable {
    /// Audio recurrent encoder: last state of a GRU over MFCC frames, joined with the prosody vector.
    case are
    /// Text recurrent encoder: last state of a GRU over token embeddings.
    case tre
    /// Multimodal dual recurrent encoder: both encodings, each through a linear layer, joined.
    case mdre
    /// MDRE with attention: the audio encoding asks which words matter.
    case mdrea

    /// Whether the model reads MFCC frames and prosody.
    public var usesAudio: Bool { self != .tre }

    /// Whether the model reads tokens.
    public var usesText: Bool { self != .are }
}

/// Where a GRU's reset gate acts; the two give different numbers from the same weights.
public enum ResetGate: String, Codable, CaseIterable, Sendable {
    /// After the hidden projection, `n = tanh(W x + b + r ⊙ (U h + c))`: PyTorch, cuDNN, ONNX `linear_before_reset=1`.
    case after
    /// Before the hidden projection, `n = tanh(W x + b + U (r ⊙ h) + c)`: the paper's toolkit.
    case before
}

/// What the audio encoder's states after each step become in the encoding of an utterance.
///
/// An utterance without frames gives zeros whichever it is.
public enum AudioPooling: String, Codable, CaseIterable, Sendable {
    /// The state after the last step (the paper); reading both ways, each direction's own last state.
    case last
    /// The mean of the states.
    case mean
    /// A weighted mean, `Σ a_t h_t` with `a = softmax_t(u · h_t)` and a learned vector u that starts at zero, where this
    /// is the mean. Source: Mirsamadi, Barsoum, Zhang, "Automatic Speech Emotion Recognition Using Recurrent Neural
    /// Networks with Local Attention" (ICASSP 2017).
    case attention
}

/// What training minimises.
public enum LossFunction: String, Codable, CaseIterable, Sendable {
    /// Cross-entropy of the softmax over classes, mean over the batch (the paper).
    case softmax
    /// Element-wise sigmoid cross-entropy against the one-hot label, mean over batch and classes (the authors' program).
    case sigmoid
}
