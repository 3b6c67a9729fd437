/// Values for words of ASCII characters, looked up by a stretch of a text without making a key of it.
struct WordTable<Value: Sendable>: Sendable {
    /// Where a word's bytes begin in `bytes`, and its place in `values`; a length of 0 stands for a free slot.
    private struct Slot: Sendable {
        var hash: UInt32 = 0
        var start: UInt32 = 0
        var length: UInt32 = 0
        var place: UInt32 = 0
    }

    private var slots: [Slot]
    private var bytes: [UInt8] = []
    private var values: [Value] = []
    private var longest = 0

    /// A table of `entries`, none of them empty; of equal words the first is kept.
    init(_ entries: [(word: String, value: Value)]) {
        var size = 16
        while size < 3 * entries.count { size *= 2 }
        slots = Array(repeating: Slot(), count: size)
        for entry in entries {
            let word = Array(entry.word.unicodeScalars)
            precondition(!word.isEmpty && word.allSatisfy(\.isASCII), "words are ASCII and not empty")
            let (index, hash) = slot(word, word.indices)
            guard slots[index].length == 0 else { continue }
            slots[index] = Slot(
                hash: hash, start: UInt32(bytes.count), length: UInt32(word.count), place: UInt32(values.count))
            bytes += entry.word.utf8
            values.append(entry.value)
            longest = max(longest, word.count)
        }
    }

    /// The value of the word in `range` of `text`.
    @inline(__always)
    subscript(_ text: [Unicode.Scalar], _ range: Range<Int>) -> Value? {
        guard range.count <= longest, !range.isEmpty else { return nil }
        let index = slot(text, range).index
        return slots[index].length == 0 ? nil : values[Int(slots[index].place)]
    }

    /// The slot of a word, or the free one where it would go; its hash.
    private func slot(_ text: [Unicode.Scalar], _ range: Range<Int>) -> (index: Int, hash: UInt32) {
        // 32-bit FNV-1a, its upper half folded into the bits that are used.
        var hash: UInt32 = 0x811c_9dc5
        for position in range { hash = (hash ^ text[position].value) &* 0x0100_0193 }
        var index = Int(hash ^ (hash >> 15)) & (slots.count - 1)
        while slots[index].length > 0 {
            if slots[index].hash == hash, isEqual(slots[index], text, range) { break }
            index = (index + 1) & (slots.count - 1)
        }
        return (index, hash)
    }

    private func isEqual(_ slot: Slot, _ text: [Unicode.Scalar], _ range: Range<Int>) -> Bool {
        guard Int(slot.length) == range.count else { return false }
        for offset in 0..<range.count
        where text[range.lowerBound + offset].value != UInt32(bytes[Int(slot.start) + offset]) { return false }
        return true
    }
}
