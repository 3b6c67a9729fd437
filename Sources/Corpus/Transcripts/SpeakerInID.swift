/// Speakers that nobody wrote down but in the ids, as sclite finds them.
public enum SpeakerInID {
    /// The id up to its first `-`, or where it has none, up to its first `_`.
    ///
    /// - Returns: the whole id where it has neither.
    /// - Source: sclite 2.10, `-i spu_id`.
    public static func speaker(of id: String) -> String {
        let bytes = id.utf8
        let end = bytes.firstIndex(of: UInt8(ascii: "-")) ?? bytes.firstIndex(of: UInt8(ascii: "_"))
        return end.map { String(id[..<$0]) } ?? id
    }
}
