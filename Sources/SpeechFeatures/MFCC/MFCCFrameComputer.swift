import Glibc

/// The static columns of one frame: cepstra of the mel spectrum, and log energy.
///
/// Tables are made once. Nothing is allocated per frame; the work buffers belong to the caller, so one computer serves
/// several threads.
package struct MFCCFrameComputer: Sendable {
    private let options: MFCCOptions
    private let window: [Float]
    private let transform: RealFFT
    private let bank: MelFilterBank

    /// `[cepstra, bands]`: cosine transform, its scale and the lifter in one matrix.
    private let cosines: [Float]

    /// Buffers of one thread.
    package struct Workspace {
        fileprivate var windowed: [Float]
        fileprivate var power: [Float]
        fileprivate var bands: [Float]
        fileprivate var transform: RealFFT.Workspace
        /// The result of the last frame: cepstra, then log energy.
        package fileprivate(set) var columns: [Float]
    }

    package init(options: MFCCOptions) {
        self.options = options
        window = AnalysisWindow.hamming(length: options.frameLength)
        transform = RealFFT(size: options.transformSize)
        bank = MelFilterBank(
            bandCount: options.bandCount, lowHertz: options.lowHertz, highHertz: options.highHertz,
            binHertz: Double(SpeechFeatureSet.sampleRate) / Double(options.transformSize))
        let bandCount = Double(options.bandCount)
        cosines = (0..<options.cepstrumCount).flatMap { row in
            let order = Double(row + 1)
            let lifter = 1 + Double(options.lifter) / 2 * sin(Double.pi * order / Double(options.lifter))
            return (0..<options.bandCount).map { band in
                Float(lifter * (2 / bandCount).squareRoot() * cos(Double.pi * order * (Double(band) + 0.5) / bandCount))
            }
        }
    }

    package func makeWorkspace() -> Workspace {
        Workspace(
            windowed: [Float](repeating: 0, count: options.frameLength),
            power: [Float](repeating: 0, count: transform.binCount),
            bands: [Float](repeating: 0, count: options.bandCount), transform: transform.makeWorkspace(),
            columns: [Float](repeating: 0, count: options.staticColumnCount))
    }

    /// Computes one frame into `workspace.columns`.
    ///
    /// - Parameters:
    ///   - frame: `options.frameLength` samples at the reference scale (`s / 32767`).
    ///   - workspace: from `makeWorkspace()`.
    package func compute(_ frame: Span<Float>, _ workspace: inout Workspace) {
        precondition(frame.count == options.frameLength, "a frame has \(options.frameLength) samples")
        PreEmphasis.apply(to: frame, factor: options.preEmphasis, window: window, into: &workspace.windowed)
        transform.powerSpectrum(of: workspace.windowed, into: &workspace.power, workspace: &workspace.transform)
        bank.energies(of: workspace.power, into: &workspace.bands)
        takeLogarithms(&workspace.bands)
        transformToCepstra(workspace.bands, into: &workspace.columns)
        workspace.columns[options.cepstrumCount] = logEnergy(of: frame)
    }

    /// `ln(max(E, 1))` of each band energy, taken to the scale of 16-bit samples.
    private func takeLogarithms(_ bands: inout [Float]) {
        let count = options.bandCount
        bands.withMutablePointer { bands in
            for band in 0..<count {
                let energy = bands[band] * (ReferenceScale.fullScale * ReferenceScale.fullScale)
                bands[band] = energy > 1 ? logf(energy) : 0
            }
        }
    }

    private func transformToCepstra(_ bands: [Float], into columns: inout [Float]) {
        let (bandCount, cepstrumCount) = (options.bandCount, options.cepstrumCount)
        columns.withMutablePointer { columns in
            bands.withPointer { bands in
                cosines.withPointer { cosines in
                    for cepstrum in 0..<cepstrumCount {
                        let row = cosines + cepstrum &* bandCount
                        var sum: Float = 0
                        for band in 0..<bandCount { sum += row[band] * bands[band] }
                        columns[cepstrum] = sum
                    }
                }
            }
        }
    }

    /// `ln(max(sum of s², 1))` of the raw frame, s at the scale of 16-bit samples.
    private func logEnergy(of frame: Span<Float>) -> Float {
        let count = frame.count
        var sum = 0.0
        frame.withPointer { frame in
            for index in 0..<count { sum += Double(frame[index]) * Double(frame[index]) }
        }
        let energy = sum * Double(ReferenceScale.fullScale) * Double(ReferenceScale.fullScale)
        return energy > 1 ? Float(log(energy)) : 0
    }
}
