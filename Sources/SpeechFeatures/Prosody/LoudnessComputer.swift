import Glibc

/// Loudness of one 20 ms frame: mel bands weighted by the ear's sensitivity, compressed, averaged.
package struct LoudnessComputer: Sendable {
    private let frameLength: Int
    private let window: [Float]
    private let transform: RealFFT
    private let bank: MelFilterBank

    /// `q` at each band's centre.
    private let sensitivities: [Float]

    /// Band energies below this count as this.
    private static let floor: Float = 9.3e-10

    /// Stevens' power law, as the reference rounds it.
    private static let exponent: Float = 0.33

    /// Buffers of one thread.
    package struct Workspace {
        fileprivate var windowed: [Float]
        fileprivate var power: [Float]
        fileprivate var bands: [Float]
        fileprivate var transform: RealFFT.Workspace
    }

    package init(frameLength: Int) {
        self.frameLength = frameLength
        window = AnalysisWindow.hamming(length: frameLength)
        // 512 points for 320 samples.
        transform = RealFFT(size: frameLength.nextPowerOfTwo)
        bank = MelFilterBank(
            bandCount: 26, lowHertz: 20, highHertz: 8000,
            binHertz: Double(SpeechFeatureSet.sampleRate) / Double(transform.size))
        sensitivities = bank.centres.map { Float(Self.sensitivity(hertz: $0)) }
    }

    package func makeWorkspace() -> Workspace {
        Workspace(
            windowed: [Float](repeating: 0, count: frameLength),
            power: [Float](repeating: 0, count: transform.binCount),
            bands: [Float](repeating: 0, count: bank.bandCount), transform: transform.makeWorkspace())
    }

    /// Equal-loudness weight of a frequency.
    ///
    /// The literature (Hermansky 1990) has the sixth power of w in the last factor; the reference has the seventh.
    package static func sensitivity(hertz: Double) -> Double {
        let w = 2 * Double.pi * hertz
        let square = w * w
        let low = square + 6.3e6
        return 1e32 * (square + 56.8e6) * square * square
            / (low * low * (square + 0.38e9) * (pow(w, 7) + 1.7e31))
    }

    /// The loudness of a frame of samples at the reference scale; 0.001033966 for digital silence.
    ///
    /// The reference calls the last step an L1 norm; it is the mean over the bands and not their sum.
    package func loudness(of frame: Span<Float>, _ workspace: inout Workspace) -> Float {
        precondition(frame.count == frameLength, "a loudness frame has \(frameLength) samples")
        multiply(frame, by: window, into: &workspace.windowed)
        transform.powerSpectrum(of: workspace.windowed, into: &workspace.power, workspace: &workspace.transform)
        bank.energies(of: workspace.power, into: &workspace.bands)
        let count = bank.bandCount
        var sum: Float = 0
        workspace.bands.withPointer { bands in
            sensitivities.withPointer { sensitivities in
                for band in 0..<count {
                    let energy = bands[band] > Self.floor ? bands[band] : Self.floor
                    sum += powf(energy * sensitivities[band], Self.exponent)
                }
            }
        }
        return sum / Float(count)
    }
}

/// `windowed = frame · window`, element by element, `window.count` of them.
func multiply(_ frame: Span<Float>, by window: [Float], into windowed: inout [Float]) {
    let count = window.count
    precondition(frame.count == count && windowed.count == count, "frame, window and result have one length")
    windowed.withMutablePointer { windowed in
        frame.withPointer { frame in
            window.withPointer { window in
                for index in 0..<count { windowed[index] = frame[index] * window[index] }
            }
        }
    }
}
