/// Numbers for the units of one pair of texts: equal bytes, equal number.
///
/// Made for reuse, so it takes no memory anew.
struct Interner {
    /// The numbers of the reference's units; below `distinctCount`.
    private(set) var reference: [Int32] = []
    /// The numbers of the hypothesis's units; −1 for those that the reference lacks.
    private(set) var hypothesis: [Int32] = []
    /// How many different units the reference has.
    private(set) var distinctCount = 0

    // Open addressing. A slot belongs to the current pair if its stamp is the current one, so nothing needs clearing.
    private var slots: [Slot] = []
    private var stamp: UInt32 = 0

    private struct Slot {
        var stamp: UInt32 = 0
        var number: Int32 = 0
        var hash: UInt64 = 0
        var start = 0
        var end = 0
    }

    mutating func load(
        reference: UnsafeBufferPointer<UInt8>, hypothesis: UnsafeBufferPointer<UInt8>, by tokenization: Tokenization
    ) {
        self.reference.removeAll(keepingCapacity: true)
        self.hypothesis.removeAll(keepingCapacity: true)
        distinctCount = 0
        // A unit takes a byte at least, so the table is never more than half full.
        reserve(2 * (reference.count + 1))
        tokenization.forEachRange(in: reference) { range in
            self.reference.append(number(of: range, in: reference, reference, adds: true))
        }
        tokenization.forEachRange(in: hypothesis) { range in
            self.hypothesis.append(number(of: range, in: hypothesis, reference, adds: false))
        }
    }

    private mutating func reserve(_ wanted: Int) {
        if slots.count < wanted {
            slots = Array(repeating: Slot(), count: 1 << (Int.bitWidth - (wanted - 1).leadingZeroBitCount))
            stamp = 0
        } else if stamp == .max {
            for index in slots.indices { slots[index].stamp = 0 }
            stamp = 0
        }
        stamp += 1
    }

    @inline(__always)
    private mutating func number(
        of range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, _ reference: UnsafeBufferPointer<UInt8>, adds: Bool
    ) -> Int32 {
        let hash = Self.hash(text, range)
        var index = Int(truncatingIfNeeded: hash >> 20) & (slots.count - 1)
        while slots[index].stamp == stamp {
            let slot = slots[index]
            if slot.hash == hash, Self.areEqual(text, range, reference, slot.start..<slot.end) { return slot.number }
            index = (index + 1) & (slots.count - 1)
        }
        guard adds else { return -1 }
        let number = Int32(distinctCount)
        distinctCount += 1
        slots[index] = Slot(
            stamp: stamp, number: number, hash: hash, start: range.lowerBound, end: range.upperBound)
        return number
    }

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3 }
        return hash ^ (hash >> 29)
    }

    private static func areEqual(
        _ left: UnsafeBufferPointer<UInt8>, _ leftRange: Range<Int>,
        _ right: UnsafeBufferPointer<UInt8>, _ rightRange: Range<Int>
    ) -> Bool {
        guard leftRange.count == rightRange.count else { return false }
        for offset in 0..<leftRange.count
        where left[leftRange.lowerBound + offset] != right[rightRange.lowerBound + offset] { return false }
        return true
    }
}
