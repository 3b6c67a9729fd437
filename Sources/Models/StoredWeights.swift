import Glibc

/// Reads the tensors of a safetensors file into the parameters of a model.
///
/// What is allocated is bounded by the size of the file, whatever the file says: the header lies within it, the tensors'
/// places fill the rest of it, and parameters are made only where the tensors' shapes are the very ones that the
/// configuration demands. Weights are read in pieces of one mebibyte.
struct StoredWeights {
    let path: String
    let header: SafetensorsHeader
    private let next: (Int) throws(ModelError) -> [UInt8]

    private static let piece = 1 << 20
    private static let physicalMemory = max(1 << 28, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)))

    /// Reads the header.
    ///
    /// - Parameters:
    ///   - size: bytes of the whole file.
    ///   - path: what errors call it.
    ///   - next: gives the file's next bytes, fewer than asked for only at its end.
    /// - Throws: `ModelError.corrupt` with the reason; what `next` throws.
    init(
        size: Int, path: String, next: @escaping (Int) throws(ModelError) -> [UInt8]
    ) throws(ModelError) {
        self.path = path
        self.next = next
        let prefix = try next(8)
        do throws(SafetensorsProblem) {
            let length = try SafetensorsHeader.length(prefix: prefix, fileSize: size)
            let json: [UInt8]
            do throws(ModelError) { json = try next(length) } catch { throw SafetensorsProblem(reason: "\(error)") }
            header = try SafetensorsHeader(json: json, dataCount: size - 8 - length)
        } catch {
            throw .corrupt(path: path, reason: error.reason)
        }
    }

    /// Reads a file's header; the weights are read by `parameters(_:name:)`.
    init(path: String) throws(ModelError) {
        let file = try FileBytes(path: path)
        try self.init(size: file.size, path: path) { count throws(ModelError) in try file.next(count) }
    }

    /// Reads the header of a file whose bytes are in memory.
    init(bytes: [UInt8], path: String) throws(ModelError) {
        var position = 0
        try self.init(size: bytes.count, path: path) { count throws(ModelError) in
            let end = min(bytes.count, position + count)
            defer { position = end }
            return Array(bytes[position..<end])
        }
    }

    /// The weights; to be called once.
    ///
    /// - Parameters:
    ///   - configuration: decides names and shapes; valid.
    ///   - name: what the layout calls a tensor that the file calls so.
    /// - Returns: parameters without NaN and infinity.
    /// - Throws: `ModelError.corrupt` for a missing, misshapen or non-finite tensor, `.unsupported` for one too many,
    ///   `.unreadable` for more weights than the machine has memory.
    func parameters(
        _ configuration: ModelConfiguration, name: (String) -> String = { $0 }
    ) throws(ModelError) -> Parameters {
        let layout = ParameterLayout(configuration)
        let tensors = try matched(layout, name)
        // A sparse file can be larger than any memory.
        guard 4 * layout.count <= Self.physicalMemory else {
            throw .unreadable(
                path: path,
                reason: "its weights take \(4 * layout.count >> 20) MiB, and this machine has "
                    + "\(Self.physicalMemory >> 20) MiB of memory")
        }
        var parameters = Parameters(layout: layout)
        for (tensor, slot) in tensors {
            var position = slot.offset
            var nonFinite = 0
            while position < slot.range.upperBound {
                let wanted = min(Self.piece, 4 * (slot.range.upperBound - position))
                let bytes = try next(wanted)
                guard bytes.count == wanted else {
                    throw .corrupt(
                        path: path, reason: "it ends within the data of \(ShownText.short(tensor.name))")
                }
                for value in Safetensors.floats(bytes[...]) {
                    parameters.values[position] = value
                    position += 1
                    if !value.isFinite { nonFinite += 1 }
                }
            }
            guard nonFinite == 0 else {
                throw .corrupt(
                    path: path, reason: "\(nonFinite) values of \(ShownText.short(tensor.name)) are not finite numbers")
            }
        }
        return parameters
    }

    /// Pairs tensors with slots, in the order of the file's data.
    private func matched(
        _ layout: ParameterLayout, _ name: (String) -> String
    ) throws(ModelError) -> [(SafetensorsHeader.Tensor, ParameterSlot)] {
        // Names compare by their bytes: Swift takes two spellings of é for equal.
        var slots: [[UInt8]: ParameterSlot] = [:]
        for slot in layout.slots { slots[Array(slot.name.utf8)] = slot }
        var pairs: [(SafetensorsHeader.Tensor, ParameterSlot)] = []
        var stranger: String?
        for tensor in header.tensors {
            guard let slot = slots.removeValue(forKey: Array(name(tensor.name).utf8)) else {
                stranger = stranger ?? tensor.name
                continue
            }
            guard tensor.shape == slot.shape else {
                throw .corrupt(
                    path: path,
                    reason: "\(tensor.name) has the shape \(tensor.shape), the configuration wants \(slot.shape)")
            }
            pairs.append((tensor, slot))
        }
        let more = stranger.map { "; it holds a tensor \"\(ShownText.short($0))\" that the configuration lacks" } ?? ""
        if let missing = layout.slots.first(where: { slots[Array($0.name.utf8)] != nil }) {
            throw .corrupt(path: path, reason: "the tensor \(missing.name) is missing\(more)")
        }
        if let stranger {
            throw .unsupported(
                path: path, reason: "it holds a tensor \"\(ShownText.short(stranger))\" that its configuration lacks")
        }
        return pairs
    }
}
