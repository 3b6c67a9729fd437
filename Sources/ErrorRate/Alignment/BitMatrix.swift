/// The edit distances of one pair as bits, and the way back through them.
///
/// Row j holds, for each unit i of the reference, whether the distance grows (`up`) or falls (`down`) by one from i to
/// i + 1 after j units of the hypothesis. 64 units share a machine word. For long pairs only every s-th row is kept and
/// the rows between are computed again when the traceback gets there: twice the time for √m of the memory.
struct BitMatrix {
    /// How many words of rows of each kind are kept whole; 2 MiB for both kinds together unless told otherwise.
    let wholeRowLimit: Int

    private var up: [UInt64] = []
    private var down: [UInt64] = []
    private var keptUp: [UInt64] = []
    private var keptDown: [UInt64] = []
    private var masks = MatchMasks()

    init(wholeRowLimit: Int = 1 << 17) { self.wholeRowLimit = wholeRowLimit }

    /// The alignment by jiwer's rule; units are numbers below `distinctCount`, or negative where nothing equals them.
    mutating func align(reference: [Int32], hypothesis: [Int32], distinctCount: Int) -> Alignment {
        var prefix = 0
        let shorter = min(reference.count, hypothesis.count)
        while prefix < shorter, reference[prefix] == hypothesis[prefix] { prefix += 1 }
        var suffix = 0
        while suffix < shorter - prefix,
            reference[reference.count - 1 - suffix] == hypothesis[hypothesis.count - 1 - suffix]
        {
            suffix += 1
        }
        var script = BackwardScript(reference: reference.count, hypothesis: hypothesis.count)
        script.add(.equal, count: suffix)
        let referenceMiddle = prefix..<(reference.count - suffix)
        let hypothesisMiddle = prefix..<(hypothesis.count - suffix)
        if referenceMiddle.isEmpty {
            if !hypothesisMiddle.isEmpty { script.add(.insert, count: hypothesisMiddle.count) }
        } else if hypothesisMiddle.isEmpty {
            script.add(.delete, count: referenceMiddle.count)
        } else {
            masks.load(reference, referenceMiddle, distinctCount: distinctCount)
            trace(reference, referenceMiddle, hypothesis, hypothesisMiddle, into: &script)
        }
        script.add(.equal, count: prefix)
        return script.finish()
    }

    private mutating func trace(
        _ reference: [Int32], _ referenceMiddle: Range<Int>, _ hypothesis: [Int32], _ hypothesisMiddle: Range<Int>,
        into script: inout BackwardScript
    ) {
        let words = (referenceMiddle.count + 63) / 64
        let rows = hypothesisMiddle.count
        let block = rows * words <= wholeRowLimit ? rows : Int(Double(rows).squareRoot().rounded(.up))
        let blocks = (rows + block - 1) / block
        Self.reserve(&up, (block + 1) * words)
        Self.reserve(&down, (block + 1) * words)
        Self.reserve(&keptUp, blocks * words)
        Self.reserve(&keptDown, blocks * words)
        for word in 0..<words {
            up[word] = .max
            down[word] = 0
        }
        // Forward: each block begins with the row that the one before ended with.
        for index in 0..<blocks {
            for word in 0..<words {
                keptUp[index * words + word] = up[word]
                keptDown[index * words + word] = down[word]
            }
            fill(index, block, words, hypothesis, hypothesisMiddle, used: words)
            guard index + 1 < blocks else { break }
            for word in 0..<words {
                up[word] = up[block * words + word]
                down[word] = down[block * words + word]
            }
        }
        // Backward through the blocks; the last one still stands.
        var column = referenceMiddle.count
        var row = rows
        for index in stride(from: blocks - 1, through: 0, by: -1) {
            if index < blocks - 1 {
                for word in 0..<words {
                    up[word] = keptUp[index * words + word]
                    down[word] = keptDown[index * words + word]
                }
                // No way back leads to the right of where it is.
                fill(index, block, words, hypothesis, hypothesisMiddle, used: (column + 63) / 64)
            }
            let first = index * block
            while row > first, column > 0 {
                let place = (row - first) * words + (column - 1) >> 6
                let bit = UInt64(1) << UInt64((column - 1) & 63)
                if up[place] & bit != 0 {
                    script.add(.delete)
                    column -= 1
                } else if down[place - words] & bit != 0 {
                    script.add(.insert)
                    row -= 1
                } else {
                    column -= 1
                    row -= 1
                    let isHit =
                        reference[referenceMiddle.lowerBound + column] == hypothesis[hypothesisMiddle.lowerBound + row]
                    script.add(isHit ? .equal : .substitute)
                }
            }
        }
        if column > 0 { script.add(.delete, count: column) }
        if row > 0 { script.add(.insert, count: row) }
    }

    /// Computes the rows of a block, of each the first `used` words; its row 0 is there already.
    private mutating func fill(
        _ index: Int, _ block: Int, _ words: Int, _ hypothesis: [Int32], _ hypothesisMiddle: Range<Int>, used: Int
    ) {
        let start = hypothesisMiddle.lowerBound + index * block
        let count = min(block, hypothesisMiddle.upperBound - start)
        guard used > 0 else { return }
        var row = 0
        while row < count {
            let isPair = row + 1 < count
            masks.select(hypothesis[start + row], lane: 0)
            if isPair { masks.select(hypothesis[start + row + 1], lane: 1) }
            Self.fillRows(&up, &down, masks.current, from: row * words, words: words, used: used, isPair: isPair)
            masks.deselect(hypothesis[start + row], lane: 0)
            if isPair { masks.deselect(hypothesis[start + row + 1], lane: 1) }
            row += isPair ? 2 : 1
        }
    }

    /// Computes one or two rows from the one at `start`, the first `used` words of each.
    ///
    /// A word waits for the carries of the word before it. The second row follows one word behind the first, so that the
    /// processor has two such chains to work on, without checks of bounds in between (measured: 1.5 times as fast).
    private static func fillRows(
        _ up: inout [UInt64], _ down: inout [UInt64], _ masks: [UInt64], from start: Int, words: Int, used: Int,
        isPair: Bool
    ) {
        precondition(
            start >= 0 && used > 0 && used <= words && 2 * words <= masks.count
                && start + (isPair ? 3 : 2) * words <= min(up.count, down.count))
        up.withUnsafeMutableBufferPointer { up in
            down.withUnsafeMutableBufferPointer { down in
                masks.withUnsafeBufferPointer { masks in
                    guard let up = up.baseAddress, let down = down.baseAddress, let masks = masks.baseAddress else {
                        return
                    }
                    var (up0, down0) = (up + start, down + start)
                    var first = RowCarry()
                    var word = 0
                    guard isPair else {
                        while word < used {
                            let below = first.step(up0[word], down0[word], match: masks[2 &* word])
                            up0[words &+ word] = below.up
                            down0[words &+ word] = below.down
                            word &+= 1
                        }
                        return
                    }
                    var second = RowCarry()
                    var (up1, down1) = (up0 + words, down0 + words)
                    var above = first.step(up0[0], down0[0], match: masks[0])
                    var match = masks + 1
                    while word &+ 1 < used {
                        up1[0] = above.up
                        down1[0] = above.down
                        let below = second.step(above.up, above.down, match: match[0])
                        above = first.step(up0[1], down0[1], match: match[1])
                        up1[words] = below.up
                        down1[words] = below.down
                        (up0, down0, up1, down1, match) = (up0 + 1, down0 + 1, up1 + 1, down1 + 1, match + 2)
                        word &+= 1
                    }
                    up1[0] = above.up
                    down1[0] = above.down
                    let below = second.step(above.up, above.down, match: match[0])
                    up1[words] = below.up
                    down1[words] = below.down
                }
            }
        }
    }

    /// What one word of a row hands on to the next.
    private struct RowCarry {
        var positive: UInt64 = 1
        var negative: UInt64 = 0

        /// The word below the one of the row above.
        @inline(__always)
        mutating func step(_ vertical: UInt64, _ falling: UInt64, match: UInt64) -> (up: UInt64, down: UInt64) {
            let match = match | negative
            let diagonal = (((match & vertical) &+ vertical) ^ vertical) | match | falling
            let growing = falling | ~(diagonal | vertical)
            let shrinking = diagonal & vertical
            let shifted = growing << 1 | positive
            let up = (shrinking << 1 | negative) | ~(diagonal | shifted)
            positive = growing >> 63
            negative = shrinking >> 63
            return (up, shifted & diagonal)
        }
    }

    static func reserve(_ buffer: inout [UInt64], _ count: Int) {
        if buffer.count < count { buffer = Array(repeating: 0, count: count) }
    }
}
