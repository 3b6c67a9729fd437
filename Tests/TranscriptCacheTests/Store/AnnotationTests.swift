import Foundation
import TestSupport
import Testing
import TranscriptCache

@Suite struct AnnotationTests {
    private let folder: TemporaryFolder
    private let store: TranscriptStore

    init() throws {
        folder = try TemporaryFolder()
        store = try TranscriptStore(directory: folder.path)
    }

    private func key(_ number: Int) -> CacheKey {
        var fields = CacheKeyFields(kind: "label", version: 1)
        fields.add("number", number)
        return fields.key
    }

    @Test("a payload comes back byte for byte, empty ones too, and is replaced by the next")
    func roundTrip() async throws {
        let bytes = Data((0...255).map { UInt8($0) })
        try await store.storeAnnotation(key: key(1), kind: "label", payload: bytes)
        try await store.storeAnnotation(key: key(2), kind: "label", payload: Data())
        #expect(try await store.annotation(forKey: key(1)) == bytes)
        #expect(try await store.annotation(forKey: key(2)) == Data())
        #expect(try await store.annotation(forKey: key(3)) == nil)
        try await store.storeAnnotation(key: key(1), kind: "label", payload: Data([7]))
        #expect(try await store.annotation(forKey: key(1)) == Data([7]))
    }

    @Test("a batch is stored at once and read at once, in the order asked for")
    func batch() async throws {
        let batch = (0..<100).map { StoredAnnotation(key: key($0), kind: "label", payload: Data([UInt8($0)])) }
        try await store.storeAnnotations(batch)
        let read = try await store.annotations(forKeys: [key(3), key(1000), key(1)])
        #expect(read == [Data([3]), nil, Data([1])])
        #expect(try await store.statistics().annotations == ["label": 100])
    }

    @Test("annotations of one kind are removed, others stay")
    func remove() async throws {
        try await store.storeAnnotation(key: key(1), kind: "label", payload: Data())
        try await store.storeAnnotation(key: key(2), kind: "features", payload: Data())
        #expect(try await store.removeAnnotations(kind: "label") == 1)
        #expect(try await store.statistics().annotations == ["features": 1])
    }
}
