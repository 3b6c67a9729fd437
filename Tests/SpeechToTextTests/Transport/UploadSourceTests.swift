import Foundation
import Testing

@testable import SpeechToText

@Suite("Bodies that are sent")
struct UploadSourceTests {
    @Test("nothing of a body is kept when its request is over")
    func nothingIsKept() {
        weak var kept: RequestUpload?
        do {
            let upload = RequestUpload(UploadMeter())
            _ = upload.add(Data(repeating: 1, count: 100))
            _ = upload.add(Data(repeating: 2, count: 10))
            #expect(upload.unsentBytes == 110)
            kept = upload
        }
        #expect(kept == nil)
    }
}
