import CCurl
import Foundation

/// Bytes that libcurl fetches piece by piece as it sends them; they are never copied as a whole.
final class UploadSource {
    private let data: Data
    /// Its owner: a strong reference back would keep every body that was ever sent.
    private unowned let upload: RequestUpload
    private var position = 0

    fileprivate init(_ data: Data, _ upload: RequestUpload) {
        self.data = data
        self.upload = upload
    }

    fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, data.count - position)
        let start = data.startIndex + position
        data.copyBytes(to: buffer, from: start..<start + count)
        position += count
        upload.moved(by: count)
        return count
    }

    /// libcurl goes back where a connection turns out to be dead before anything was answered on it.
    ///
    /// Not so once the whole request has been given away: then it may have been heard, and answered, and charged, and
    /// sending it again is for those to decide who count such things.
    fileprivate func seek(to offset: Int) -> Bool {
        guard (0...data.count).contains(offset) else { return false }
        guard offset != position else { return true }
        guard !upload.isComplete else { return false }
        upload.moved(by: offset - position)
        position = offset
        return true
    }
}

/// The body of one request: its parts, and how much of them libcurl has fetched.
final class RequestUpload {
    /// What has not been fetched yet.
    private(set) var unsentBytes = 0
    private var parts: [UploadSource] = []
    private let meter: UploadMeter

    init(_ meter: UploadMeter) { self.meter = meter }

    /// Adds a part and keeps it; the pointer is for libcurl, and valid as long as this value lives.
    func add(_ data: Data) -> UnsafeMutableRawPointer {
        let part = UploadSource(data, self)
        parts.append(part)
        unsentBytes += data.count
        return Unmanaged.passUnretained(part).toOpaque()
    }

    fileprivate var isComplete: Bool { unsentBytes == 0 }

    fileprivate func moved(by count: Int) {
        unsentBytes -= count
        meter.bytes += max(count, 0)
    }
}

/// Counts what all transfers of an event loop have fetched.
final class UploadMeter {
    fileprivate(set) var bytes = 0
}

/// `CURLOPT_READFUNCTION` and `curl_mime_data_cb`, with an `UploadSource` of the handle's `RequestUpload`.
func giveBytes(
    buffer: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let context, let buffer else { return 0 }
    let source = Unmanaged<UploadSource>.fromOpaque(context).takeUnretainedValue()
    return source.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
}

/// `CURLOPT_SEEKFUNCTION` and `curl_mime_data_cb`.
func seekBytes(context: UnsafeMutableRawPointer?, offset: curl_off_t, origin: Int32) -> Int32 {
    guard let context, origin == SEEK_SET else { return Int32(CURL_SEEKFUNC_CANTSEEK) }
    let source = Unmanaged<UploadSource>.fromOpaque(context).takeUnretainedValue()
    return source.seek(to: Int(offset)) ? Int32(CURL_SEEKFUNC_OK) : Int32(CURL_SEEKFUNC_FAIL)
}
