extension Span where Element: BitwiseCopyable {
    /// Lends the address of the first element to a kernel's inner loops.
    ///
    /// Spans are what kernels pass to one another. Their loops run on pointers because an unoptimised build, which the
    /// tests use, needs 20 ns for each checked span access and 1 ns for a pointer access; optimised builds are equal.
    @inline(__always)
    func withPointer(_ body: (UnsafePointer<Element>) -> Void) {
        withUnsafeBufferPointer { buffer in
            guard let pointer = buffer.baseAddress else { preconditionFailure("kernels take no empty buffers") }
            body(pointer)
        }
    }
}

extension MutableSpan where Element: BitwiseCopyable {
    /// Lends the address of the first element for writing; see `Span.withPointer`.
    @inline(__always)
    mutating func withMutablePointer(_ body: (UnsafeMutablePointer<Element>) -> Void) {
        withUnsafeMutableBufferPointer { buffer in
            guard let pointer = buffer.baseAddress else { preconditionFailure("kernels take no empty buffers") }
            body(pointer)
        }
    }
}

extension Array where Element: BitwiseCopyable {
    /// Lends the address of the first element; see `Span.withPointer`.
    @inline(__always)
    func withPointer(_ body: (UnsafePointer<Element>) -> Void) { span.withPointer(body) }

    /// Lends the address of the first element for writing; see `Span.withPointer`.
    @inline(__always)
    mutating func withMutablePointer(_ body: (UnsafeMutablePointer<Element>) -> Void) {
        var elements = mutableSpan
        elements.withMutablePointer(body)
    }
}
