/// What a word can say about a number.
enum NumberWord: Sendable, Equatable {
    /// "o", "oh", "zero".
    case zero
    /// One to nineteen.
    case ones(Int)
    /// "first", "twos", "nineteenth": a value and its ending.
    case onesSuffixed(Int, Suffix)
    /// Twenty to ninety.
    case tens(Int)
    case tensSuffixed(Int, Suffix)
    /// A power of ten: "hundred" is 2.
    case multiplier(Int)
    case multiplierSuffixed(Int, Suffix)
    /// "minus", "plus": the sign.
    case sign(Unicode.Scalar)
    /// "dollars", "cents": the sign that is to stand before the number.
    case currency(Unicode.Scalar)
    case per
    case percent
    case and
    /// "double", "triple": how often the next digit stands.
    case times(Int)
    case point

    enum Suffix: String, Sendable {
        case plural = "s"
        case first = "st"
        case second = "nd"
        case third = "rd"
        case ordinal = "th"
    }

    /// The words; spelt as the reference spells them: "nineth" is one, "ninth" is not.
    static let table = WordTable<NumberWord>(
        zeros + ones + onesSuffixed + tens + multipliers + [
            ("minus", .sign("-")), ("negative", .sign("-")), ("plus", .sign("+")), ("positive", .sign("+")),
            ("pound", .currency("\u{a3}")), ("pounds", .currency("\u{a3}")), ("euro", .currency("\u{20ac}")),
            ("euros", .currency("\u{20ac}")), ("dollar", .currency("$")), ("dollars", .currency("$")),
            ("cent", .currency("\u{a2}")), ("cents", .currency("\u{a2}")), ("per", .per), ("percent", .percent),
            ("and", .and), ("double", .times(2)), ("triple", .times(3)), ("point", .point),
        ])

    private typealias Entry = (word: String, value: NumberWord)

    private static let zeros: [Entry] = ["o", "oh", "zero"].map { ($0, .zero) }

    private static let onesNames = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ]

    private static var ones: [Entry] { onesNames.enumerated().map { ($1, .ones($0 + 1)) } }

    private static var onesSuffixed: [Entry] {
        let plurals: [Entry] = onesNames.enumerated().map { index, name in
            (name == "six" ? "sixes" : name + "s", .onesSuffixed(index + 1, .plural))
        }
        let irregular: [Entry] = [
            ("zeroth", .onesSuffixed(0, .ordinal)), ("first", .onesSuffixed(1, .first)),
            ("second", .onesSuffixed(2, .second)), ("third", .onesSuffixed(3, .third)),
            ("fifth", .onesSuffixed(5, .ordinal)), ("twelfth", .onesSuffixed(12, .ordinal)),
        ]
        let ordinals: [Entry] = onesNames.enumerated().compactMap { index, name in
            let value = index + 1
            guard value > 3, value != 5, value != 12 else { return nil }
            return (name + (name.hasSuffix("t") ? "h" : "th"), .onesSuffixed(value, .ordinal))
        }
        return plurals + irregular + ordinals
    }

    private static var tens: [Entry] {
        let stems = ["twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet"]
        return stems.enumerated().flatMap { index, stem -> [Entry] in
            let value = 10 * (index + 2)
            return [
                (stem + "y", .tens(value)), (stem + "ies", .tensSuffixed(value, .plural)),
                (stem + "ieth", .tensSuffixed(value, .ordinal)),
            ]
        }
    }

    private static var multipliers: [Entry] {
        let names = [
            "thousand", "million", "billion", "trillion", "quadrillion", "quintillion", "sextillion", "septillion",
            "octillion", "nonillion", "decillion",
        ]
        let powers = [("hundred", 2)] + names.enumerated().map { ($1, 3 * ($0 + 1)) }
        return powers.flatMap { name, power -> [Entry] in
            [
                (name, .multiplier(power)), (name + "s", .multiplierSuffixed(power, .plural)),
                (name + "th", .multiplierSuffixed(power, .ordinal)),
            ]
        }
    }

    var isOnes: Bool { if case .ones = self { true } else { false } }
    var isTens: Bool { if case .tens = self { true } else { false } }
    var isMultiplier: Bool { if case .multiplier = self { true } else { false } }
    /// Whether it can stand behind a decimal point.
    var isDecimal: Bool { self == .zero || isOnes || isTens }
}
