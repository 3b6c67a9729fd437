/// Says where to cut audio that is too long for a service.
///
/// This module decodes and analyses no sound; the caller brings the way to cut.
///
///     options.cutter = AudioCutter(name: "pauses 1") { samples, rate, maximum in
///         PauseCutter(sampleRate: rate).cuts(in: samples, maximumSamples: maximum)
///     }
public struct AudioCutter: Sendable {
    /// Names the rules and their version; a remembered cut is told apart by it.
    public var name: String
    /// Gives the position of each piece but the first, ascending, for samples at a rate in hertz and the most samples a
    /// piece may hold.
    ///
    /// The same arguments give the same positions. Called on a queue of its own, so it may take its time.
    public var cuts: @Sendable (_ samples: [Int16], _ sampleRate: Int, _ maximumSamples: Int) -> [Int]

    /// See the properties of the same names.
    public init(name: String, cuts: @escaping @Sendable ([Int16], Int, Int) -> [Int]) {
        self.name = name
        self.cuts = cuts
    }

    /// The pieces of a stretch of samples, each within the limit, whatever `cuts` says.
    func pieces(of samples: ArraySlice<Int16>, sampleRate: Int, maximumSamples: Int) -> [Range<Int>] {
        let stretch = Array(samples)
        var pieces: [Range<Int>] = []
        var start = 0
        for cut in cuts(stretch, sampleRate, maximumSamples) + [stretch.count] {
            let end = min(cut, stretch.count)
            // A cutter that broke its word gets plain cuts.
            while end - start > maximumSamples {
                pieces.append(start..<start + maximumSamples)
                start += maximumSamples
            }
            guard end > start else { continue }
            pieces.append(start..<end)
            start = end
        }
        return pieces.map { $0.lowerBound + samples.startIndex..<$0.upperBound + samples.startIndex }
    }
}
