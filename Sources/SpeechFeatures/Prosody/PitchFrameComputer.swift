/// What one 55 ms frame says about pitch: candidates, the harmonics-to-noise ratio that each would have, and level.
package struct PitchFrameComputer: Sendable {
    private let frameLength: Int
    private let window: [Float]
    private let transform: RealFFT
    private let octaveSpectrum: OctaveSpectrum
    private let summation: SubharmonicSummation
    private let harmonicsToNoise: HarmonicsToNoise

    /// Buffers of one thread, and the results of the last frame.
    package struct Workspace {
        fileprivate var windowed: [Float]
        fileprivate var magnitudes: [Float]
        fileprivate var transform: RealFFT.Workspace
        fileprivate var octave: OctaveSpectrum.Workspace
        fileprivate var summation: SubharmonicSummation.Workspace
        fileprivate var harmonics: HarmonicsToNoise.Workspace

        /// The weighted spectrum on the logarithmic axis.
        package fileprivate(set) var scaled: [Float]

        /// Root mean square of the windowed frame.
        package fileprivate(set) var rootMeanSquare: Float = 0

        /// Harmonics-to-noise ratio in decibels for each candidate's pitch, 0 for empty places.
        package fileprivate(set) var decibels: [Float]

        /// Pitch candidates, empty ones last.
        package var candidates: [SubharmonicSummation.Candidate] { summation.candidates }
    }

    package init(options: ProsodyOptions) {
        frameLength = options.pitchFrameLength
        window = AnalysisWindow.gauss(length: frameLength, sigma: 0.4)
        transform = RealFFT(size: frameLength.nextPowerOfTwo)
        octaveSpectrum = OctaveSpectrum(
            binCount: transform.binCount, binHertz: Double(SpeechFeatureSet.sampleRate) / Double(transform.size))
        summation = SubharmonicSummation(
            spectrum: octaveSpectrum, frequencyRange: options.minimumPitchHertz...options.maximumPitchHertz)
        harmonicsToNoise = HarmonicsToNoise(transform: transform)
    }

    package func makeWorkspace() -> Workspace {
        Workspace(
            windowed: [Float](repeating: 0, count: frameLength),
            magnitudes: [Float](repeating: 0, count: transform.binCount), transform: transform.makeWorkspace(),
            octave: octaveSpectrum.makeWorkspace(), summation: summation.makeWorkspace(),
            harmonics: harmonicsToNoise.makeWorkspace(),
            scaled: [Float](repeating: 0, count: octaveSpectrum.count),
            decibels: [Float](repeating: 0, count: SubharmonicSummation.candidateCount))
    }

    /// Computes one frame; its results are left in the workspace.
    ///
    /// The path search that chooses among the candidates needs later frames. So the ratio is computed for all of them
    /// while the spectrum is at hand, and not for the chosen one when it has gone.
    ///
    /// - Parameters:
    ///   - frame: `pitchFrameLength` samples at the reference scale.
    ///   - workspace: from `makeWorkspace()`.
    package func compute(_ frame: Span<Float>, _ workspace: inout Workspace) {
        multiply(frame, by: window, into: &workspace.windowed)
        workspace.rootMeanSquare = rootMeanSquare(workspace.windowed)
        transform.magnitudes(of: workspace.windowed, into: &workspace.magnitudes, workspace: &workspace.transform)
        octaveSpectrum.compute(workspace.magnitudes, into: &workspace.scaled, &workspace.octave)
        summation.findCandidates(in: workspace.scaled, &workspace.summation)
        if workspace.summation.candidates[0].frequency > 0 {
            harmonicsToNoise.autocorrelate(workspace.magnitudes, &workspace.harmonics)
        }
        for place in 0..<SubharmonicSummation.candidateCount {
            let pitch = workspace.summation.candidates[place].frequency
            workspace.decibels[place] =
                pitch > 0 ? harmonicsToNoise.decibels(pitchHertz: pitch, workspace.harmonics) : 0
        }
    }

    private func rootMeanSquare(_ windowed: [Float]) -> Float {
        var sum = 0.0
        windowed.withPointer { windowed in
            for index in 0..<frameLength { sum += Double(windowed[index]) * Double(windowed[index]) }
        }
        return Float((sum / Double(frameLength)).squareRoot())
    }
}
