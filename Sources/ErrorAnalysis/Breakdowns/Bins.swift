/// Ranges of a number: below the first edge, between neighbours, from the last one on.
///
/// A value on an edge belongs to the range that begins there.
public struct Bins: Sendable, Hashable {
    /// Rising.
    public let edges: [Double]
    /// Written behind the numbers, such as `s`; may be empty.
    public let unit: String

    /// One, two, four, eight and sixteen seconds.
    public static let durations = Bins([1, 2, 4, 8, 16], unit: "s")
    /// Fifths of 0...1.
    public static let confidences = Bins([0.2, 0.4, 0.6, 0.8], unit: "")

    private init(_ edges: [Double], unit: String) {
        self.edges = edges
        self.unit = unit
    }

    /// - Returns: nil unless the edges are finite and rise.
    public init?(edges: [Double], unit: String = "") {
        guard !edges.isEmpty, edges.allSatisfy(\.isFinite), zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        self.init(edges, unit: unit)
    }

    /// The range that a value is in, from 0.
    public func index(of value: Double) -> Int { edges.prefix { $0 <= value }.count }

    /// `under 1 s`, `1 to 2 s`, `2 s and more`.
    public func label(_ index: Int) -> String {
        let behind = unit.isEmpty ? "" : " " + unit
        if index == 0 { return "under \(Self.text(edges[0]))\(behind)" }
        if index == edges.count { return "\(Self.text(edges[edges.count - 1]))\(behind) and more" }
        return "\(Self.text(edges[index - 1])) to \(Self.text(edges[index]))\(behind)"
    }

    private static func text(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : value.description
    }
}
