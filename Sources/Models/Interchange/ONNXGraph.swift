/// A computation of standard ONNX operators, put together node by node.
///
/// Every value has a name; `apply` makes one up where it is given none. Constants are initialisers.
struct ONNXGraph {
    /// Types of tensor elements, by their numbers in `onnx.proto`.
    enum Element: Int { case float = 1, int32 = 6, int64 = 7 }

    /// A size that is known, or the name of one that is not.
    enum Dimension { case fixed(Int), named(String) }

    enum Attribute { case integer(Int), text(String), integers([Int]) }

    private(set) var nodes = ProtobufWriter()
    private(set) var constants = ProtobufWriter()
    private(set) var interface = ProtobufWriter()
    private var counts: [String: Int] = [:]

    /// Declares an input of the whole graph.
    mutating func input(_ name: String, _ element: Element, _ shape: [Dimension]) -> String {
        declare(11, name, element, shape)
        return name
    }

    /// Declares a value as an output of the whole graph.
    mutating func output(_ name: String, _ element: Element, _ shape: [Dimension]) {
        declare(12, name, element, shape)
    }

    /// A constant tensor of floats, stored as raw bytes.
    mutating func floats(_ name: String, _ shape: [Int], _ values: some Collection<Float>) -> String {
        precondition(shape.reduce(1, *) == values.count, "a tensor's shape and values disagree")
        var raw: [UInt8] = []
        raw.reserveCapacity(4 * values.count)
        for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { raw.append(contentsOf: $0) } }
        return constant(name, .float, shape, raw)
    }

    /// A constant list of whole numbers.
    mutating func integers(_ values: [Int]) -> String {
        constant(fresh("list"), .int64, [values.count], values.flatMap(Self.bytes))
    }

    /// A constant whole number without dimensions.
    mutating func integer(_ value: Int) -> String { constant(fresh("number"), .int64, [], Self.bytes(value)) }

    /// A constant float without dimensions.
    mutating func float(_ value: Float) -> String { floats(fresh("number"), [], [value]) }

    /// Adds a node with one output.
    ///
    /// - Parameters:
    ///   - operator: its name in ONNX's standard domain.
    ///   - inputs: names of values; an empty name leaves an optional input out.
    ///   - attributes: by name.
    ///   - name: what its output is called.
    /// - Returns: the output's name.
    mutating func apply(
        _ operator: String, _ inputs: [String], _ attributes: [(String, Attribute)] = [], named name: String? = nil
    ) -> String {
        let output = name ?? fresh(`operator`)
        apply(`operator`, inputs, attributes, outputs: [output])
        return output
    }

    /// Adds a node with several outputs; an empty name leaves one out.
    mutating func apply(
        _ operator: String, _ inputs: [String], _ attributes: [(String, Attribute)], outputs: [String]
    ) {
        nodes.message(1) { node in
            for input in inputs { node.string(1, input) }
            for output in outputs { node.string(2, output) }
            node.string(3, "make_" + (outputs.last ?? ""))
            node.string(4, `operator`)
            for (name, value) in attributes {
                node.message(5) { attribute in
                    attribute.string(1, name)
                    switch value {
                    case .integer(let number):
                        attribute.integer(3, number)
                        attribute.integer(20, 2)
                    case .text(let text):
                        attribute.string(4, text)
                        attribute.integer(20, 3)
                    case .integers(let numbers):
                        for number in numbers { attribute.integer(8, number) }
                        attribute.integer(20, 7)
                    }
                }
            }
        }
    }

    /// A name that no value has yet.
    mutating func fresh(_ stem: String) -> String {
        counts[stem, default: 0] += 1
        return "\(stem)_\(counts[stem, default: 0])"
    }

    private mutating func constant(_ name: String, _ element: Element, _ shape: [Int], _ raw: [UInt8]) -> String {
        constants.message(5) { tensor in
            for size in shape { tensor.integer(1, size) }
            tensor.integer(2, element.rawValue)
            tensor.string(8, name)
            tensor.data(9, raw)
        }
        return name
    }

    private mutating func declare(_ field: Int, _ name: String, _ element: Element, _ shape: [Dimension]) {
        interface.message(field) { value in
            value.string(1, name)
            value.message(2) { type in
                type.message(1) { tensor in
                    tensor.integer(1, element.rawValue)
                    tensor.message(2) { sizes in
                        for dimension in shape {
                            sizes.message(1) { size in
                                switch dimension {
                                case .fixed(let count): size.integer(1, count)
                                case .named(let name): size.string(2, name)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static func bytes(_ value: Int) -> [UInt8] { withUnsafeBytes(of: Int64(value).littleEndian) { Array($0) } }
}
