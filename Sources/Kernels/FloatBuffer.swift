/// Values that a kernel reads.
package typealias Floats = UnsafePointer<Float>

/// Values that a kernel writes.
package typealias MutableFloats = UnsafeMutablePointer<Float>

/// Working memory at the boundary of a cache line; it grows on demand and never shrinks.
///
/// Kernels take pointers into such buffers rather than spans: a GRU reads and writes overlapping windows of rows
/// (columns `0..<3H` and `H..<4H` of the same `4H`), which spans cannot express, and vector loads that cross cache
/// lines cost up to half the speed, which arrays (16 bytes aligned) cannot avoid. The owner of the buffers checks shapes.
package final class FloatBuffer {
    /// Valid until the next `reserve` that grows the buffer.
    package private(set) var pointer: MutableFloats
    package private(set) var capacity: Int
    private var memory: UnsafeMutableRawPointer

    package init() {
        memory = .allocate(byteCount: 64, alignment: 64)
        pointer = memory.bindMemory(to: Float.self, capacity: 16)
        pointer.initialize(repeating: 0, count: 16)
        capacity = 16
    }

    deinit { memory.deallocate() }

    /// Makes room for `count` values.
    ///
    /// A buffer that has to grow loses what it held and is then all zero.
    @discardableResult
    package func reserve(_ count: Int) -> MutableFloats {
        guard count > capacity else { return pointer }
        memory.deallocate()
        memory = .allocate(byteCount: count * MemoryLayout<Float>.stride, alignment: 64)
        pointer = memory.bindMemory(to: Float.self, capacity: count)
        pointer.initialize(repeating: 0, count: count)
        capacity = count
        return pointer
    }

    /// Makes room for `count` values and sets them to zero.
    @discardableResult
    package func zeroed(_ count: Int) -> MutableFloats {
        reserve(count).update(repeating: 0, count: count)
        return pointer
    }
}

/// Buffers are changed in place without locks: one belongs to one thread at a time.
@available(*, unavailable)
extension FloatBuffer: Sendable {}
