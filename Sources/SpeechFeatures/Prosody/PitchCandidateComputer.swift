/// What one 55 ms frame says about pitch.
package struct PitchFrame: Sendable, Equatable {
    /// Frequencies of the candidates in hertz, 0 for empty places.
    package var frequencies = SIMD4<Float>.zero

    /// How far each candidate stands out: 0 to 1.
    package var voicings = SIMD4<Float>.zero

    /// Scores of the candidates.
    package var scores = SIMD4<Float>.zero

    /// The ratio of harmonics to noise that each candidate's pitch would have; 1 for empty places.
    package var harmonicsToNoise = SIMD4<Double>.one

    /// Root mean square of the windowed frame.
    package var rootMeanSquare: Float = 0

    package init() {}
}

/// Pitch candidates of 16 frames, the harmonics-to-noise ratio that each would have, and the level.
package struct PitchCandidateComputer: Sendable {
    private let frameLength: Int
    private let window: [Float]
    private let transform: RealFFT
    private let octaveSpectrum: OctaveSpectrum
    private let summation: SubharmonicSummation
    private let harmonicsToNoise: HarmonicsToNoise

    /// Buffers of one thread, and the results of the last block.
    package struct Workspace {
        fileprivate var windowed: [Lanes]
        fileprivate var magnitudes: [Lanes]
        fileprivate var transform: RealFFT.Workspace
        fileprivate var octave: OctaveSpectrum.Workspace
        fileprivate var summation: SubharmonicSummation.Workspace
        fileprivate var harmonics: HarmonicsToNoise.Workspace

        /// The weighted spectra on the logarithmic axis.
        package fileprivate(set) var scaled: [Lanes]

        /// The frames that counted.
        package fileprivate(set) var frames: [PitchFrame] = []
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
            windowed: [Lanes](repeating: .zero, count: frameLength),
            magnitudes: [Lanes](repeating: .zero, count: transform.binCount), transform: transform.makeWorkspace(),
            octave: octaveSpectrum.makeWorkspace(), summation: summation.makeWorkspace(),
            harmonics: harmonicsToNoise.makeWorkspace(),
            scaled: [Lanes](repeating: .zero, count: octaveSpectrum.count))
    }

    /// Computes 16 frames; the results are left in the workspace.
    ///
    /// The path search that chooses among the candidates needs later frames. So the ratio is computed for all of them
    /// while the spectrum is at hand, and not for the chosen one when it has gone.
    ///
    /// - Parameters:
    ///   - samples: `pitchFrameLength` samples of each at the reference scale.
    ///   - frameCount: how many of the frames count.
    ///   - workspace: from `makeWorkspace()`.
    package func compute(_ samples: [Lanes], frameCount: Int, _ workspace: inout Workspace) {
        multiply(samples, by: window, into: &workspace.windowed)
        let rootMeanSquares = rootMeanSquares(workspace.windowed)
        transform.magnitudes(of: workspace.windowed, into: &workspace.magnitudes, workspace: &workspace.transform)
        octaveSpectrum.compute(workspace.magnitudes, into: &workspace.scaled, &workspace.octave)
        summation.findCandidates(in: workspace.scaled, frameCount: frameCount, &workspace.summation)
        harmonicsToNoise.autocorrelate(workspace.magnitudes, &workspace.harmonics)
        workspace.frames.removeAll(keepingCapacity: true)
        for lane in 0..<frameCount {
            var frame = PitchFrame()
            frame.rootMeanSquare = rootMeanSquares[lane]
            for place in 0..<SubharmonicSummation.candidateCount {
                let candidate = workspace.summation.candidates[lane * SubharmonicSummation.candidateCount + place]
                guard candidate.frequency > 0 else { break }
                frame.frequencies[place] = candidate.frequency
                frame.voicings[place] = candidate.voicing
                frame.scores[place] = candidate.score
                frame.harmonicsToNoise[place] = harmonicsToNoise.ratio(
                    pitchHertz: candidate.frequency, lane: lane, workspace.harmonics)
            }
            workspace.frames.append(frame)
        }
    }

    private func rootMeanSquares(_ windowed: [Lanes]) -> Lanes {
        var sum = WideLanes.zero
        windowed.withPointer { windowed in
            for index in 0..<frameLength {
                sum += WideLanes(windowed[index] * windowed[index])
            }
        }
        var result = Lanes.zero
        for lane in 0..<Lanes.laneCount { result[lane] = Float((sum[lane] / Double(frameLength)).squareRoot()) }
        return result
    }
}
