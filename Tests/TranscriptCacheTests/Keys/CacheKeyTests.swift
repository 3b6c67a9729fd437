import Foundation
import Testing
import TranscriptCache

@Suite struct CacheKeyTests {
    private func key(_ build: (inout CacheKeyFields) -> Void) -> CacheKey {
        var fields = CacheKeyFields(kind: "test", version: 1)
        build(&fields)
        return fields.key
    }

    @Test("the order in which fields are added does not matter")
    func order() {
        let one = key {
            $0.add("a", "1"); $0.add("b", "2")
        }
        let other = key {
            $0.add("b", "2"); $0.add("a", "1")
        }
        #expect(one == other)
    }

    @Test("moving a character from a value into the next name makes another key")
    func boundaries() {
        #expect(
            key {
                $0.add("a", "xb"); $0.add("c", "")
            }
                != key {
                    $0.add("a", "x"); $0.add("bc", "")
                })
        #expect(key { $0.add("a", nil as String?) } != key { $0.add("a", "") })
        #expect(key { $0.add("a", "") } != key { _ in })
    }

    @Test("texts that differ only in Unicode normalisation are two texts")
    func normalisation() {
        #expect(key { $0.add("a", "\u{e9}") } != key { $0.add("a", "e\u{301}") })
    }

    @Test("kind and version are part of the key")
    func kinds() {
        #expect(CacheKeyFields(kind: "a", version: 1).key != CacheKeyFields(kind: "b", version: 1).key)
        #expect(CacheKeyFields(kind: "a", version: 1).key != CacheKeyFields(kind: "a", version: 2).key)
    }

    @Test("a content hash is SHA-256 over little-endian 16-bit samples")
    func contentHash() {
        // printf '\x01\x00\xff\xff' | sha256sum
        #expect(
            ContentHash(samples: [1, -1]).description
                == "16b8cb1fe734fbc60c6763c94c9e4cc55840ae966e7e508ba82f539d82702511")
        // The digest of nothing, FIPS 180-4.
        #expect(
            ContentHash(samples: []).description
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test("the transcript key is pinned: changing it would make every stored answer unreachable")
    func pinned() {
        // Computed with hashlib from the encoding that `CacheKeyFields` documents.
        #expect(
            Sample.identity().key.description
                == "8d15d335222a43a83981eaa4fd60c2fb7036e53f6335e77a5b7ea8a5756e0ec0")
    }

    @Test("everything that can change the text changes the key", arguments: 0..<9)
    func everyField(_ field: Int) {
        let base = Sample.identity()
        var other = base
        switch field {
        case 0: other.sampleHash = ContentHash(samples: [9])
        case 1: other.sampleRate = 8000
        case 2: other.provider = "groq"
        case 3: other.endpoint += "/x"
        case 4: other.model += "x"
        case 5: other.language = "de"
        case 6: other.options["prompt"] = "x"
        case 7: other.adapterVersion += 1
        default: other.options = [:]
        }
        #expect(base.key != other.key)
    }

    @Test("a digest of another length is refused")
    func lengths() {
        #expect(CacheKey(bytes: Data(count: 31)) == nil)
        #expect(ContentHash(bytes: Data()) == nil)
        #expect(CacheKey(bytes: Data(count: 32)) != nil)
    }
}
