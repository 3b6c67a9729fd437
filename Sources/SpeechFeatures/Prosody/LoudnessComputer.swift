import Glibc

/// Loudness of 16 frames of 20 ms: mel bands weighted by the ear's sensitivity, compressed, averaged.
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
        fileprivate var windowed: [Lanes]
        fileprivate var power: [Lanes]
        fileprivate var bands: [Lanes]
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
            windowed: [Lanes](repeating: .zero, count: frameLength),
            power: [Lanes](repeating: .zero, count: transform.binCount),
            bands: [Lanes](repeating: .zero, count: bank.bandCount), transform: transform.makeWorkspace())
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

    /// The loudness of 16 frames of samples at the reference scale; 0.001033966 for digital silence.
    ///
    /// The reference calls the last step an L1 norm; it is the mean over the bands and not their sum.
    ///
    /// - Parameters:
    ///   - frames: samples side by side; those beyond the frame length are not looked at.
    ///   - workspace: from `makeWorkspace()`.
    /// - Returns: a loudness on an open scale, a few units for full level.
    package func loudness(of frames: [Lanes], _ workspace: inout Workspace) -> Lanes {
        precondition(frames.count >= frameLength, "a loudness frame has \(frameLength) samples")
        multiply(frames, by: window, into: &workspace.windowed)
        transform.powerSpectrum(of: workspace.windowed, into: &workspace.power, workspace: &workspace.transform)
        bank.energies(of: workspace.power, into: &workspace.bands)
        let count = bank.bandCount
        var sum = Lanes.zero
        workspace.bands.withPointer { bands in
            sensitivities.withPointer { sensitivities in
                for band in 0..<count {
                    let energy = bands[band].replacing(with: Self.floor, where: bands[band] .< Self.floor)
                    sum += LaneMath.exp(LaneMath.log(energy * sensitivities[band]) * Self.exponent)
                }
            }
        }
        return sum / Float(count)
    }
}

/// `windowed = frames · window`, sample by sample, `window.count` of them.
func multiply(_ frames: [Lanes], by window: [Float], into windowed: inout [Lanes]) {
    let count = window.count
    precondition(frames.count >= count && windowed.count == count, "frames, window and result do not fit")
    windowed.withMutablePointer { windowed in
        frames.withPointer { frames in
            window.withPointer { window in
                for index in 0..<count { windowed[index] = frames[index] * window[index] }
            }
        }
    }
}
