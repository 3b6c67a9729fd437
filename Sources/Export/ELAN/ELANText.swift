import Corpus

/// A whole ELAN document (EAF 3.0).
///
/// Its date is always the same, so that equal labels give equal files.
enum ELANText {
    /// - Parameters:
    ///   - tiers: what to write.
    ///   - media: the absolute path of the recording, nil where it is not there.
    ///   - relative: the way to it from the folder of the document.
    /// - Returns: the file's content, UTF-8.
    static func file(_ tiers: [Tiers.Tier], media: String?, relative: String?) -> [UInt8] {
        let written = ELANTiers(tiers, type: ELANTiers.plainType)
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <ANNOTATION_DOCUMENT AUTHOR="emoscribe" DATE="1970-01-01T00:00:00+00:00" FORMAT="3.0" VERSION="3.0" \
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
                <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">

            """
        if let media {
            let relative = relative.map { " RELATIVE_MEDIA_URL=\"./\(PercentCoding.path($0))\"" } ?? ""
            text += "        <MEDIA_DESCRIPTOR MEDIA_URL=\"file://\(PercentCoding.path(media))\" "
            text += "MIME_TYPE=\"\(mediaType(media))\"\(relative)/>\n"
        }
        text += "        <PROPERTY NAME=\"lastUsedAnnotationId\">\(written.lastAnnotation)</PROPERTY>\n    </HEADER>\n"
        text += "    <TIME_ORDER>\n"
        for slot in written.slots { text += "        \(ELANTiers.element(slot))\n" }
        text +=
            "    </TIME_ORDER>\n" + written.elements.joined() + "    \(ELANTiers.typeElement(ELANTiers.plainType))\n"
        for (name, description) in constraints {
            text += "    <CONSTRAINT DESCRIPTION=\"\(XMLText.attribute(description))\" STEREOTYPE=\"\(name)\"/>\n"
        }
        return Array((text + "</ANNOTATION_DOCUMENT>\n").utf8)
    }

    /// What ELAN itself writes into every document.
    private static let constraints = [
        (
            "Time_Subdivision",
            "Time subdivision of parent annotation's time interval, no time gaps allowed within this interval"
        ),
        (
            "Symbolic_Subdivision",
            "Symbolic subdivision of a parent annotation. Annotations refering to the same parent are ordered"
        ),
        ("Symbolic_Association", "1-1 association with a parent annotation"),
        (
            "Included_In",
            "Time alignable annotations within the parent annotation's time interval, gaps are allowed"
        ),
    ]

    private static func mediaType(_ path: String) -> String {
        switch path.split(separator: ".").last?.lowercased() {
        case "wav": "audio/x-wav"
        case "mp3": "audio/mpeg"
        case "mp4", "m4a": "video/mp4"
        default: "audio/*"
        }
    }
}

/// Paths inside addresses.
enum PercentCoding {
    /// The path with every byte that is not a letter, digit, slash, dot, `-`, `_` or `~` as `%` and two digits.
    static func path(_ path: String) -> String {
        var result = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
