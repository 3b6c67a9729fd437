import Testing

@testable import ErrorRate

@Suite("WordTable")
struct WordTableTests {
    @Test("every word finds its value, and no other text does")
    func lookup() {
        let words = (0..<500).map { "w\($0 * 7)" }
        let table = WordTable(words.enumerated().map { (word: $1, value: $0) } + [(word: "w7", value: -1)])
        for number in 0..<3_600 {
            let text = Array(" w\(number) ".unicodeScalars)
            #expect(table[text, 1..<(text.count - 1)] == (number % 7 == 0 && number < 3_500 ? number / 7 : nil))
        }
        #expect(table[[], 0..<0] == nil)
        #expect(table[["ｗ", "7"], 0..<2] == nil)
    }
}
