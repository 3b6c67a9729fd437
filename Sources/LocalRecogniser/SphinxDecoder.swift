import CPocketSphinx
import Glibc

/// One pocketsphinx decoder: takes an utterance, gives its words.
///
/// It takes about 110 MB of memory and 0.3 s to create.
///
/// An answer depends on the samples alone, never on what was decoded before: the library carries its estimate of the
/// noise from one utterance to the next, so every utterance here starts a new stream.
///
/// Calls compute for about a third of the length of the speech: make them on a thread of your own (`SphinxPool` does). The
/// decoder is not Sendable.
public final class SphinxDecoder {
    private let decoder: OpaquePointer
    private let configuration: OpaquePointer
    private let clock: SphinxFrameClock

    /// Loads a model.
    ///
    /// - Parameters:
    ///   - model: what to load.
    ///   - preset: how thoroughly to search.
    /// - Throws: `RecogniserError.cannotStart`.
    public init(model: SphinxModel, preset: SphinxPreset = .full) throws(RecogniserError) {
        SphinxDecoder.silence
        guard model.looksSane else { throw .cannotStart(directory: model.directory) }
        let arguments =
            ["-hmm", model.acousticModel, "-lm", model.languageModel, "-dict", model.dictionary] + preset.arguments
        // The library copies what it keeps.
        var copies = arguments.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        guard let configuration = cmd_ln_parse_r(nil, ps_args(), Int32(copies.count), &copies, 1) else {
            throw .cannotStart(directory: model.directory)
        }
        guard let decoder = ps_init(configuration) else {
            cmd_ln_free_r(configuration)
            throw .cannotStart(directory: model.directory)
        }
        // After the decoder, which adds the model's own settings.
        guard let clock = SphinxFrameClock(configuration: configuration) else {
            ps_free(decoder)
            cmd_ln_free_r(configuration)
            throw .cannotStart(directory: model.directory)
        }
        self.clock = clock
        self.configuration = configuration
        self.decoder = decoder
        // The first utterance of a decoder gets slightly other scores than every later one, whichever they are, since
        // the lists of best Gaussians start out empty. So none of the callers' is the first.
        _ = try recognise(SphinxDecoder.firstUtterance)
    }

    deinit {
        ps_free(decoder)
        cmd_ln_free_r(configuration)
    }

    /// Recognises one utterance.
    ///
    /// - Parameter samples: 16-bit, mono, 16 kHz, see `PCM16.quantise`. Silence and very short audio have no words; that
    ///   is not an error.
    /// - Returns: the words and how sure the recogniser is of them.
    /// - Throws: `RecogniserError.failed`.
    public func recognise(_ samples: [Int16]) throws(RecogniserError) -> Recognition {
        var recognition = Recognition(
            text: "", words: [], logProbability: 0, durationSeconds: Double(samples.count) / 16_000)
        guard !samples.isEmpty else { return recognition }
        guard ps_start_stream(decoder) >= 0, ps_start_utt(decoder) >= 0 else { throw .failed(step: "starting") }
        let processed = samples.withUnsafeBufferPointer {
            ps_process_raw(decoder, $0.baseAddress, $0.count, 0, 1)
        }
        // Ended in any case: otherwise the next utterance could not start.
        let ended = ps_end_utt(decoder)
        guard processed >= 0 else { throw .failed(step: "computing features and searching") }
        guard ended >= 0 else { throw .failed(step: "ending the search") }
        // No hypothesis: nothing was heard.
        guard let text = ps_get_hyp(decoder, nil) else { return recognition }
        recognition.text = String(cString: text)
        recognition.words = words(places: clock.places(in: samples))
        if !recognition.words.isEmpty {
            recognition.logProbability = Double(logmath_log_to_ln(ps_get_logmath(decoder), ps_get_prob(decoder)))
        }
        return recognition
    }

    /// The words of the last utterance; `places` are those of the recogniser's frames among the recording's.
    private func words(places: [Int]) -> [Recognition.Word] {
        var words: [Recognition.Word] = []
        func place(_ frame: Int32) -> Int {
            places.isEmpty ? Int(frame) : places[min(max(0, Int(frame)), places.count - 1)]
        }
        var segment = ps_seg_iter(decoder)
        // The iterator frees itself when it has gone past the last segment.
        while let current = segment {
            if let word = ps_seg_word(current).flatMap({ SphinxDecoder.spelling(of: String(cString: $0)) }) {
                var (first, last): (Int32, Int32) = (0, 0)
                ps_seg_frames(current, &first, &last)
                let posterior = logmath_exp(ps_get_logmath(decoder), ps_seg_prob(current, nil, nil, nil))
                // Frames are 10 ms, and the last one belongs to the word. The sum over a lattice may exceed 1 a little.
                words.append(
                    Recognition.Word(
                        word: word, start: Double(place(first)) / 100, end: Double(place(last) + 1) / 100,
                        probability: min(1, posterior)))
            }
            segment = ps_seg_next(current)
        }
        return words
    }

    /// A dictionary entry as a word: `of(2)`, the second pronunciation, is `of`; nil for fillers such as `<sil>`,
    /// `[NOISE]` and `++SPEECH++`.
    static func spelling(of entry: String) -> String? {
        guard let first = entry.first, !"<[+".contains(first) else { return nil }
        guard entry.last == ")", let open = entry.lastIndex(of: "("), open > entry.startIndex,
            entry[entry.index(after: open)...].dropLast().allSatisfy(\.isNumber)
        else { return entry }
        return String(entry[..<open])
    }

    /// A second of a loud hum, which passes for speech and has no words.
    private static let firstUtterance = (0..<16_000).map { Int16($0 % 64 < 32 ? 8_000 : -8_000) }

    /// Done once: the library writes to standard error otherwise.
    private static let silence: Void = sphinx_silence()
}

@available(*, unavailable, message: "a pocketsphinx decoder belongs to one thread at a time")
extension SphinxDecoder: Sendable {}
