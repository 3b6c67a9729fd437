import Glibc

/// The static columns of 16 frames: cepstra of the mel spectrum, and log energy.
///
/// Tables are made once. Nothing is allocated per block; the work buffers belong to the caller, so one computer serves
/// several threads.
package struct CepstrumComputer: Sendable {
    private let options: MFCCOptions
    private let window: [Float]
    private let transform: RealFFT
    private let bank: MelFilterBank

    /// `[cepstra, bands]`: cosine transform, its scale and the lifter in one matrix.
    private let cosines: [Float]

    /// Buffers of one thread.
    package struct Workspace {
        fileprivate var windowed: [Lanes]
        fileprivate var power: [Lanes]
        fileprivate var bands: [Lanes]
        fileprivate var transform: RealFFT.Workspace
        /// The result of the last block: cepstra, then log energy.
        package fileprivate(set) var columns: [Lanes]
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
            windowed: [Lanes](repeating: .zero, count: options.frameLength),
            power: [Lanes](repeating: .zero, count: transform.binCount),
            bands: [Lanes](repeating: .zero, count: options.bandCount), transform: transform.makeWorkspace(),
            columns: [Lanes](repeating: .zero, count: options.staticColumnCount))
    }

    /// Computes 16 frames into `workspace.columns`.
    ///
    /// - Parameters:
    ///   - frames: `options.frameLength` samples of each at the reference scale (`s / 32767`).
    ///   - workspace: from `makeWorkspace()`.
    package func compute(_ frames: [Lanes], _ workspace: inout Workspace) {
        precondition(frames.count >= options.frameLength, "a frame has \(options.frameLength) samples")
        PreEmphasis.apply(to: frames, factor: options.preEmphasis, window: window, into: &workspace.windowed)
        transform.powerSpectrum(of: workspace.windowed, into: &workspace.power, workspace: &workspace.transform)
        bank.energies(of: workspace.power, into: &workspace.bands)
        takeLogarithms(&workspace.bands)
        transformToCepstra(workspace.bands, into: &workspace.columns)
        workspace.columns[options.cepstrumCount] = logEnergy(of: frames)
    }

    /// `ln(max(E, 1))` of each band energy, taken to the scale of 16-bit samples.
    private func takeLogarithms(_ bands: inout [Lanes]) {
        let count = options.bandCount
        bands.withMutablePointer { bands in
            for band in 0..<count {
                let energy = bands[band] * (ReferenceScale.fullScale * ReferenceScale.fullScale)
                bands[band] = LaneMath.log(energy.replacing(with: 1, where: energy .< 1))
            }
        }
    }

    private func transformToCepstra(_ bands: [Lanes], into columns: inout [Lanes]) {
        let (bandCount, cepstrumCount) = (options.bandCount, options.cepstrumCount)
        columns.withMutablePointer { columns in
            bands.withPointer { bands in
                cosines.withPointer { cosines in
                    for cepstrum in 0..<cepstrumCount {
                        let row = cosines + cepstrum &* bandCount
                        var sum = Lanes.zero
                        for band in 0..<bandCount { sum += row[band] * bands[band] }
                        columns[cepstrum] = sum
                    }
                }
            }
        }
    }

    /// `ln(max(sum of s², 1))` of the raw frames, s at the scale of 16-bit samples.
    private func logEnergy(of frames: [Lanes]) -> Lanes {
        let count = options.frameLength
        var sum = WideLanes.zero
        frames.withPointer { frames in
            for index in 0..<count {
                let wide = WideLanes(frames[index])
                sum += wide * wide
            }
        }
        var result = Lanes.zero
        for lane in 0..<Lanes.laneCount {
            let energy = sum[lane] * Double(ReferenceScale.fullScale) * Double(ReferenceScale.fullScale)
            result[lane] = energy > 1 ? Float(log(energy)) : 0
        }
        return result
    }
}
