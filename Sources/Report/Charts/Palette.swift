import Foundation

/// The colours of one mode, light or dark.
///
/// Series colours are those of Okabe and Ito (2008), which stay apart for all common kinds of colour blindness, lightened
/// for the dark mode, and two more; the heat scale is a single hue whose lightness alone carries the value, the diverging
/// scale goes from blue (less) over the surface to orange (more). No figure depends on colour alone: cells carry numbers
/// with their signs, lines differ in dashes and marks, bars are labelled.
package struct Palette: Sendable {
    package let background: String
    package let surface: String
    package let ink: String
    package let mutedInk: String
    package let rule: String
    package let accent: String
    package let series: [String]
    /// Cell colours for 0, 10, …, 100 percent.
    package let heat: [String]
    /// Cell colours for −100, −80, …, 100 percent of a diverging scale's limit.
    package let diverging: [String]

    package static let light = Palette(
        background: "#ffffff", surface: "#f5f7fa", ink: "#1a1f26", mutedInk: "#566170", rule: "#cfd6de",
        accent: "#0b5fa5",
        series: ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b07d00", "#3f93c4", "#7b4fa3", "#5f6b7a"],
        heat: scale(through: ["#f3f7fb", "#9dc6e3", "#3a86c0", "#0b3c73"]),
        diverging: scale(through: ["#0b4f8a", "#7fb2dc", "#f4f5f7", "#eda76a", "#a34a00"]))

    package static let dark = Palette(
        background: "#12161c", surface: "#1b212a", ink: "#e8ecf1", mutedInk: "#a3aebb", rule: "#3a4451",
        accent: "#7ab8f0",
        series: ["#56b4e9", "#f0883e", "#2fc296", "#e39ac4", "#e6b422", "#8fb4d9", "#b492e0", "#a9b4c0"],
        heat: scale(through: ["#1a2430", "#2c5479", "#5f9fd0", "#cfe6f8"]),
        diverging: scale(through: ["#7ab8f0", "#2f5f8c", "#1d242d", "#8a4d1c", "#f0a45c"]))

    /// The text colour, black or white, that reads better on `color`.
    package static func inkOn(_ color: String) -> String {
        contrast(color, "#ffffff") > contrast(color, "#000000") ? "#ffffff" : "#000000"
    }

    /// The contrast ratio of two colours, 1...21 (WCAG 2.2, "contrast ratio"); text should have 4.5 or more.
    package static func contrast(_ one: String, _ other: String) -> Double {
        let lights = [luminance(one), luminance(other)].sorted()
        return (lights[1] + 0.05) / (lights[0] + 0.05)
    }

    private static func luminance(_ color: String) -> Double {
        let linear = components(color).map { part -> Double in
            let share = Double(part) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    private static func components(_ color: String) -> [Int] {
        let value = Int(color.dropFirst(), radix: 16) ?? 0
        return [value >> 16 & 255, value >> 8 & 255, value & 255]
    }

    /// Eleven colours at equal distances along straight lines between the given ones.
    private static func scale(through anchors: [String]) -> [String] {
        (0...10).map { step in
            let position = Double(step) / 10 * Double(anchors.count - 1)
            let lower = min(Int(position), anchors.count - 2)
            let share = position - Double(lower)
            let parts = zip(components(anchors[lower]), components(anchors[lower + 1])).map { from, to in
                Int((Double(from) + share * Double(to - from)).rounded())
            }
            return "#" + parts.map { String(format: "%02x", $0) }.joined()
        }
    }
}
