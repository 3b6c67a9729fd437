import Foundation
import TestSupport
import Testing

/// A clip of `shared/reference/opensmile` with the reference's output for it.
struct ReferenceClip: Sendable, CustomTestStringConvertible {
    let name: String

    static let folder = "reference/opensmile"

    /// All clips; none where the reference data is not there.
    static let all: [ReferenceClip] = {
        let files = try? FileManager.default.contentsOfDirectory(atPath: SharedReference.url("\(folder)/clips").path)
        return (files ?? []).filter { $0.hasSuffix(".wav") }.sorted().map {
            ReferenceClip(name: String($0.dropLast(4)))
        }
    }()

    var testDescription: String { name }

    /// Samples as the audio reader gives them: 16-bit integers divided by 32768.
    func samples() throws -> [Float] {
        try PCM16File.samples(contentsOf: SharedReference.url("\(Self.folder)/clips/\(name).wav"))
    }

    func array(_ folder: String, suffix: String = "") throws -> NPY {
        try NPY(contentsOf: SharedReference.url("\(Self.folder)/\(folder)/\(name)\(suffix).npy"))
    }

    /// An object of one of the reference's JSON files.
    static func json(_ file: String) throws -> [String: Any] {
        let data = try Data(contentsOf: SharedReference.url("\(folder)/\(file)"))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }
}

/// The least reader of 16-bit mono PCM in RIFF that the clips need.
enum PCM16File {
    enum Failure: Error { case notPCM16(String) }

    static func samples(contentsOf url: URL) throws -> [Float] {
        let bytes = [UInt8](try Data(contentsOf: url))
        func number(_ at: Int, _ size: Int) -> Int {
            (0..<size).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
        }
        func tag(_ at: Int) -> String { String(decoding: bytes[at..<at + 4], as: UTF8.self) }
        guard bytes.count > 12, tag(0) == "RIFF", tag(8) == "WAVE" else { throw Failure.notPCM16(url.path) }
        var at = 12
        while at + 8 <= bytes.count {
            let size = number(at + 4, 4)
            if tag(at) == "fmt " {
                guard number(at + 8, 2) == 1, number(at + 10, 2) == 1, number(at + 12, 4) == 16000,
                    number(at + 22, 2) == 16
                else { throw Failure.notPCM16(url.path) }
            } else if tag(at) == "data" {
                var samples = [Float](repeating: 0, count: size / 2)
                for index in samples.indices {
                    let low = UInt16(bytes[at + 8 + 2 * index])
                    let high = UInt16(bytes[at + 9 + 2 * index])
                    samples[index] = Float(Int16(bitPattern: low | high << 8)) / 32768
                }
                return samples
            }
            at += 8 + size + size % 2
        }
        throw Failure.notPCM16(url.path)
    }
}

/// Largest absolute difference of two equally long lists; infinite if their lengths differ.
func largestDifference(_ a: some Collection<Float>, _ b: some Collection<Float>) -> Float {
    a.count == b.count ? zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } : .infinity
}
