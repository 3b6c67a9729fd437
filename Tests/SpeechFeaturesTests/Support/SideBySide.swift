@testable import SpeechFeatures

/// A signal in one lane of a block, with noise in the others: what it becomes must not depend on them.
func lanes(_ signal: [Float], lane: Int = 5) -> [Lanes] {
    var rows = [Lanes](repeating: .zero, count: signal.count)
    for other in 0..<Lanes.laneCount {
        let values =
            other == lane ? signal : Signal.noise(amplitude: 1, samples: signal.count, seed: UInt64(other + 77))
        for (row, value) in values.enumerated() { rows[row][other] = value }
    }
    return rows
}

/// Sixteen signals of one length side by side.
func lanes(_ signals: [[Float]]) -> [Lanes] {
    signals[0].indices.map { row in Lanes(signals.map { $0[row] }) }
}

/// What is in one lane.
func column(_ rows: [Lanes], lane: Int = 5) -> [Float] { rows.map { $0[lane] } }

/// The pitch frames of an utterance with the states that were chosen for them.
func pitchFrames(_ samples: [Float], inspect: (Int, [Lanes]) -> Void = { _, _ in }) -> [(frame: PitchFrame, state: Int)]
{
    let options = ProsodyOptions()
    let computer = PitchCandidateComputer(options: options)
    var workspace = computer.makeWorkspace()
    var blocks = FrameBlocks(Framing(frameLength: options.pitchFrameLength, frameShift: options.frameShift))
    var search = PitchPathSearch(voicingThreshold: options.voicingThreshold)
    var frames: [PitchFrame] = []
    blocks.append(samples.span)
    while blocks.next() || blocks.nextAtEnd(shortest: blocks.framing) {
        computer.compute(
            blocks.block.samples, frameCount: blocks.block.frameCount(blocks.framing), &workspace)
        inspect(blocks.block.firstFrame, workspace.scaled)
        frames += workspace.frames
    }
    for frame in frames { search.push(frequencies: frame.frequencies, voicings: frame.voicings) }
    search.finish()
    return Array(zip(frames, search.states))
}
