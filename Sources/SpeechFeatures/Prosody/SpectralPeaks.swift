/// Peak enhancement of magnitude spectra: what lies between the peaks is taken away.
package enum SpectralPeaks {
    /// Sets everything to 0 that is three or more bins away from both neighbouring peaks.
    ///
    /// Peaks are bin 0 if above bin 1; bin i if above bin i-1 and not below bin i+1; the last bin if above the one
    /// before. Before the first and after the last of several peaks nothing changes; with exactly one peak everything
    /// from bin 3 on becomes 0; with none nothing changes.
    ///
    /// - Parameters:
    ///   - magnitudes: three bins or more of 16 frames.
    ///   - marks: work space of as many numbers.
    package static func enhance(_ magnitudes: inout [Lanes], marks: inout [SIMD16<Int32>]) {
        let count = magnitudes.count
        precondition(count >= 3 && marks.count == count, "a spectrum has three bins or more, and a mark for each")
        magnitudes.withMutablePointer { a in
            marks.withMutablePointer { marks in
                let single = mark(a, count, marks)
                erase(a, count, marks, single)
            }
        }
    }

    private static let isPeak = SIMD16<Int32>(repeating: 1)
    private static let isBehindFirst = SIMD16<Int32>(repeating: 2)

    /// Marks each bin: bit 0 is a peak, bit 1 is a peak or has one before it.
    ///
    /// - Returns: the frames that have exactly one peak.
    @inline(__always)
    private static func mark(
        _ a: UnsafePointer<Lanes>, _ count: Int, _ marks: UnsafeMutablePointer<SIMD16<Int32>>
    ) -> SIMDMask<SIMD16<Int32>> {
        let none = SIMD16<Int32>.zero
        let (one, two) = (isPeak, isBehindFirst)
        var (peaks, behind) = (none, none)
        for bin in 0..<count {
            let here = a[bin]
            var rises = SIMDMask<SIMD16<Int32>>(repeating: true)
            if bin > 0 { rises = here .> a[bin &- 1] }
            if bin == 0 {
                rises = rises .& (here .> a[1])
            } else if bin < count &- 1 {
                rises = rises .& (here .>= a[bin &+ 1])
            }
            let peak = none.replacing(with: one, where: rises)
            peaks &+= peak
            behind = behind.replacing(with: two, where: rises)
            marks[bin] = peak | behind
        }
        return peaks .== one
    }

    /// Goes back through the bins and erases what has a peak on both sides, but none within two bins.
    @inline(__always)
    private static func erase(
        _ a: UnsafeMutablePointer<Lanes>, _ count: Int, _ marks: UnsafePointer<SIMD16<Int32>>,
        _ single: SIMDMask<SIMD16<Int32>>
    ) {
        let none = SIMD16<Int32>.zero
        let (one, two) = (isPeak, isBehindFirst)
        // The marks of the bins two before to two after the current one.
        var (after2, after1) = (none, none)
        var (here, before1) = (marks[count &- 1], marks[count &- 2])
        var ahead = none
        var bin = count &- 1
        while bin >= 0 {
            let before2 = bin >= 2 ? marks[bin &- 2] : none
            ahead |= here & one
            let near = (before2 | before1 | here | after1 | after2) & one
            let between = (here & two) & (ahead &+ ahead)
            var erased = (between .== two) .& (near .== none)
            if bin >= 3 { erased = erased .| single }
            a[bin] = a[bin].replacing(with: 0, where: erased)
            (after2, after1, here, before1) = (after1, here, before1, before2)
            bin &-= 1
        }
    }

    /// Smooths with weights 1, 2, 1 in double precision; a 0 stands before the first bin, and the last bin stays as it
    /// is.
    package static func smooth(_ magnitudes: [Lanes], into smoothed: inout [WideLanes]) {
        let count = magnitudes.count
        precondition(smoothed.count == count, "the result does not fit the spectrum")
        smoothed.withMutablePointer { smoothed in
            magnitudes.withPointer { a in
                var before = WideLanes.zero
                var here = WideLanes(a[0])
                for bin in 0..<(count - 1) {
                    let next = WideLanes(a[bin &+ 1])
                    smoothed[bin] = (before + 2 * here + next) * 0.25
                    before = here
                    here = next
                }
                smoothed[count - 1] = here
            }
        }
    }
}
