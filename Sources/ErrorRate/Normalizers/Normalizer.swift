/// What is done to both texts before they are compared: a named list of steps, never hidden inside the measure.
///
/// ```swift
/// Normalizer.basic.apply("Hello, [noise] World!")      // "hello world "
/// ```
public struct Normalizer: Sendable {
    /// The name users write and reports print.
    public let name: String
    /// What happens, in order.
    public let steps: [Step]

    /// One change to a text.
    public struct Step: Sendable {
        /// A few words that say what it does.
        public let name: String
        package let apply: @Sendable (inout [Unicode.Scalar]) -> Void

        package init(_ name: String, _ apply: @escaping @Sendable (inout [Unicode.Scalar]) -> Void) {
            self.name = name
            self.apply = apply
        }
    }

    package init(name: String, steps: [Step]) {
        self.name = name
        self.steps = steps
    }

    /// All normalisers that have a name of their own; a new one is a file with its steps and a place in this list.
    public static let all: [Normalizer] = [.none, .lowerCase, .basic, .whisperEnglish]

    /// Texts are compared as they are.
    public static let none = Normalizer(name: "none", steps: [])

    /// Lower case and nothing else: with `AlignmentRule.sclite`, what sclite does unless it is called with `-s`.
    public static let lowerCase = Normalizer(name: "lower-case", steps: [.lowerCase])

    /// The normaliser of that name.
    ///
    /// - Throws: `ErrorRateError.unknownNormalizer`, which lists the valid names.
    public static func named(_ name: String) throws(ErrorRateError) -> Normalizer {
        guard let found = all.first(where: { $0.name == name }) else {
            throw .unknownNormalizer(name, valid: all.map(\.name))
        }
        return found
    }

    /// The text after all steps.
    public func apply(_ text: String) -> String {
        if steps.isEmpty { return text }
        var scalars = Self.scalars(of: text)
        for step in steps { step.apply(&scalars) }
        return Self.text(of: scalars)
    }

    // Both ways the ASCII case is taken apart: the standard library's views cost three times as much as a step.

    private static func scalars(of text: String) -> [Unicode.Scalar] {
        var text = text
        let ascii: [Unicode.Scalar]? = text.withUTF8 { bytes in
            guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
            return bytes.map { Unicode.Scalar($0) }
        }
        return ascii ?? Array(text.unicodeScalars)
    }

    private static func text(of scalars: [Unicode.Scalar]) -> String {
        if scalars.allSatisfy(\.isASCII) {
            return String(unsafeUninitializedCapacity: scalars.count) { bytes in
                for index in scalars.indices { bytes[index] = UInt8(truncatingIfNeeded: scalars[index].value) }
                return scalars.count
            }
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return String(result)
    }
}
