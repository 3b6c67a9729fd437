import CCurl
import Foundation

/// Bytes that libcurl fetches piece by piece as it sends them; they are never copied as a whole.
final class UploadSource {
    private let data: Data
    private var position = 0

    private let meter: UploadMeter

    init(_ data: Data, _ meter: UploadMeter) {
        self.data = data
        self.meter = meter
    }

    /// What has not been fetched yet.
    var unsentBytes: Int { data.count - position }

    fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, unsentBytes)
        let start = data.startIndex + position
        data.copyBytes(to: buffer, from: start..<start + count)
        position += count
        meter.bytes += count
        return count
    }

    /// libcurl goes back where a connection turns out to be dead before anything was answered on it.
    fileprivate func seek(to offset: Int) -> Bool {
        guard (0...data.count).contains(offset) else { return false }
        position = offset
        return true
    }
}

/// Counts what all transfers of an event loop have fetched.
final class UploadMeter {
    fileprivate(set) var bytes = 0
}

/// `CURLOPT_READFUNCTION` and `curl_mime_data_cb`, with an `UploadSource` that the `EasyHandle` keeps.
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
