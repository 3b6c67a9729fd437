import Corpus
import Testing

@Suite("NearestIDs")
struct NearestIDsTests {
    private let ids = ["Ses01F_impro01_F000", "Ses01F_impro01_F001", "Ses02M_script_M010", "03-01-05-01.wav", "x"]

    @Test("a slip of the finger, another case and a part are found")
    func near() {
        #expect(NearestIDs.of("Ses01F_impro01_F00O", among: ids).first == "Ses01F_impro01_F000")
        #expect(NearestIDs.of("ses02m_SCRIPT_m010", among: ids) == ["Ses02M_script_M010"])
        #expect(NearestIDs.of("impro01", among: ids) == ["Ses01F_impro01_F000", "Ses01F_impro01_F001"])
        #expect(NearestIDs.of("data/03-01-05-01.wav", among: ids) == ["03-01-05-01.wav"])
    }

    @Test("nothing near is nothing, and no text is near nothing")
    func far() {
        #expect(NearestIDs.of("qqqqqqqqqq", among: ids).isEmpty)
        #expect(NearestIDs.of("", among: ids).isEmpty)
        #expect(NearestIDs.of(String(repeating: "a", count: 10_000), among: ids).isEmpty)
        #expect(NearestIDs.of("abc", among: []).isEmpty)
    }

    @Test("the best come first, equal ones in their order, and no more than are asked for")
    func order() {
        #expect(NearestIDs.of("abcd", among: ["abxx", "abcx", "abcy"], limit: 2) == ["abcx", "abcy"])
    }
}
