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
        var unit = Unit()
    }

    mutating func load(
        reference: UnsafeBufferPointer<UInt8>, hypothesis: UnsafeBufferPointer<UInt8>, by tokenization: Tokenization
    ) {
        // A unit takes a byte at least, so the table is never more than half full.
        reserve(2 * (reference.count + 1))
        self.reference.removeAll(keepingCapacity: true)
        self.hypothesis.removeAll(keepingCapacity: true)
        let stamp = stamp
        let count = slots.withUnsafeMutableBufferPointer { slots in
            var count: Int32 = 0
            tokenization.forEachRange(in: reference) { range in
                let unit = Unit(reference, range)
                let index = Self.index(of: unit, in: reference, slots, stamp, reference)
                if slots[index].stamp != stamp {
                    slots[index] = Slot(stamp: stamp, number: count, unit: unit)
                    count += 1
                }
                self.reference.append(slots[index].number)
            }
            tokenization.forEachRange(in: hypothesis) { range in
                let index = Self.index(of: Unit(hypothesis, range), in: hypothesis, slots, stamp, reference)
                self.hypothesis.append(slots[index].stamp == stamp ? slots[index].number : -1)
            }
            return count
        }
        distinctCount = Int(count)
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

    /// The slot of a unit of `text`, or the free one where it would go.
    @inline(__always)
    private static func index(
        of unit: Unit, in text: UnsafeBufferPointer<UInt8>, _ slots: UnsafeMutableBufferPointer<Slot>,
        _ stamp: UInt32, _ reference: UnsafeBufferPointer<UInt8>
    ) -> Int {
        var index = Int(truncatingIfNeeded: unit.hash) & (slots.count - 1)
        while slots[index].stamp == stamp {
            if slots[index].unit.equals(unit, in: text, reference) { break }
            index = (index + 1) & (slots.count - 1)
        }
        return index
    }
}

/// A stretch of a text, with a hash of its bytes.
private struct Unit {
    var hash: UInt64 = 0
    var start = 0
    var count = 0

    init() {}

    /// Up to eight bytes are hashed one to one: they are equal where hash and count are.
    @inline(__always)
    init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        start = range.lowerBound
        count = range.count
        if count <= 8 {
            for index in range { hash = hash << 8 | UInt64(bytes[index]) }
            hash &*= 0x9e37_79b9_7f4a_7c15
        } else {
            hash = 0xcbf2_9ce4_8422_2325
            for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3 }
        }
        hash ^= hash >> 32
    }

    /// Whether this unit of the reference has the bytes of `other`, a unit of `text`.
    @inline(__always)
    func equals(_ other: Unit, in text: UnsafeBufferPointer<UInt8>, _ reference: UnsafeBufferPointer<UInt8>) -> Bool {
        guard hash == other.hash, count == other.count else { return false }
        return count <= 8 || hasBytes(of: other, in: text, reference)
    }

    private func hasBytes(
        of other: Unit, in text: UnsafeBufferPointer<UInt8>, _ reference: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        for offset in 0..<count where reference[start + offset] != text[other.start + offset] { return false }
        return true
    }
}
