/// Peak enhancement of a magnitude spectrum: what lies between its peaks is taken away.
package enum SpectralPeaks {
    /// Sets everything to 0 that is three or more bins away from both neighbouring peaks.
    ///
    /// Peaks are bin 0 if above bin 1; bin i if above bin i-1 and not below bin i+1; the last bin if above the one
    /// before. Before the first and after the last of several peaks nothing changes; with exactly one peak everything
    /// from bin 3 on becomes 0; with none nothing changes.
    package static func enhance(_ magnitudes: inout [Double]) {
        let count = magnitudes.count
        precondition(count >= 3, "a spectrum has three bins or more")
        magnitudes.withMutablePointer { a in
            var (peaks, previous) = (0, 0)
            // Zeroing stays three bins behind the peak just found, so comparisons see untouched values.
            var before = -Double.infinity
            for bin in 0..<count {
                let here = a[bin]
                let isPeak =
                    bin == 0
                    ? here > a[1]
                    : here > before && (bin == count &- 1 || here >= a[bin &+ 1])
                before = here
                guard isPeak else { continue }
                if peaks > 0, previous + 3 <= bin - 3 {
                    for between in (previous + 3)...(bin - 3) { a[between] = 0 }
                }
                previous = bin
                peaks += 1
            }
            if peaks == 1 {
                for bin in 3..<count { a[bin] = 0 }
            }
        }
    }

    /// Smooths with weights 1, 2, 1; a 0 stands before the first bin, and the last bin stays as it is.
    package static func smooth(_ magnitudes: inout [Double]) {
        let count = magnitudes.count
        magnitudes.withMutablePointer { a in
            var before = 0.0
            for bin in 0..<(count - 1) {
                let here = a[bin]
                a[bin] = (before + 2 * here + a[bin &+ 1]) / 4
                before = here
            }
        }
    }
}
