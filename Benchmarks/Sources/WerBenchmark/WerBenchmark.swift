import ErrorRate
import Foundation
import Glibc

/// Commands of the error rate benchmark; `Benchmarks/wer.py` calls them.
///
/// Pairs are lines of reference, tab, hypothesis; texts are lines.
///
/// - `align RULE PAIRS OUT` writes the chunks of every pair: `equal 0 3 0 3;delete 3 4 3 3`.
/// - `time RULE PAIRS` reads the pairs, then aligns each and prints a line of JSON.
/// - `stream PAIRS REPEATS` scores the file's pairs as they are read, over and over, keeps nothing but the sums, and prints
///   the largest memory so far after each tenth.
/// - `normalize NAME TEXTS OUT` writes each text normalised; `time-normalize NAME TEXTS` prints a line of JSON.
/// - `bootstrap PAIRS REPLICATES` scores the pairs, then times the intervals, and prints a line of JSON.
@main
enum WerBenchmark {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("align", 4): try align(rule(arguments[1]), arguments[2], to: arguments[3])
        case ("time", 3): try time(rule(arguments[1]), arguments[2])
        case ("stream", 3): stream(arguments[1], repeats: Int(arguments[2]) ?? 1)
        case ("normalize", 4):
            let normalizer = try Normalizer.named(arguments[1])
            let texts = try lines(arguments[2]).map(normalizer.apply)
            try Data((texts.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: arguments[3]))
        case ("time-normalize", 3):
            let normalizer = try Normalizer.named(arguments[1])
            let texts = try lines(arguments[2])
            report { texts.reduce(0) { $0 + normalizer.apply($1).utf8.count } }
        case ("bootstrap", 3):
            var scorer = ErrorRateScorer()
            let counts = try pairs(arguments[1]).map {
                scorer.score(reference: $0.reference, hypothesis: .text($0.hypothesis)).words.counts
            }
            var generator = Generator()
            let bootstrap = Bootstrap(replicates: Int(arguments[2]) ?? 10_000)
            report { bootstrap.interval(counts, using: &generator)?.units ?? 0 }
        default:
            FileHandle.standardError.write(
                Data("usage: WerBenchmark align|time|stream|normalize|time-normalize|bootstrap …\n".utf8))
            exit(64)
        }
    }

    private static func align(_ rule: AlignmentRule, _ path: String, to output: String) throws {
        var aligner = Aligner()
        let scripts = try pairs(path).map { pair in
            aligner.align(reference: pair.reference, hypothesis: pair.hypothesis, units: .jiwer, rule: rule).chunks
                .map { chunk in
                    let (reference, hypothesis) = (chunk.reference, chunk.hypothesis)
                    return "\(chunk.kind.rawValue) \(reference.lowerBound) \(reference.upperBound) "
                        + "\(hypothesis.lowerBound) \(hypothesis.upperBound)"
                }.joined(separator: ";")
        }
        try Data((scripts.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: output))
    }

    private static func time(_ rule: AlignmentRule, _ path: String) throws {
        let pairs = try pairs(path)
        var aligner = Aligner()
        var alignments: [Alignment] = []
        alignments.reserveCapacity(pairs.count)
        report {
            var total = EditCounts()
            for pair in pairs {
                let alignment = aligner.align(
                    reference: pair.reference, hypothesis: pair.hypothesis, units: .jiwer, rule: rule)
                total += alignment.counts
                alignments.append(alignment)
            }
            return total.errors
        }
    }

    private static func stream(_ path: String, repeats: Int) {
        var scorer = ErrorRateScorer(normalizer: .basic)
        var memory: [Int] = []
        let cpu = cpuSeconds()
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        for turn in 1...repeats {
            guard let file = fopen(path, "r") else { exit(66) }
            defer { fclose(file) }
            while case let length = getline(&line, &capacity, file), length > 0, let line {
                let bytes = UnsafeRawBufferPointer(start: line, count: length - 1)
                let fields = String(decoding: bytes, as: UTF8.self).split(
                    separator: "\t", omittingEmptySubsequences: false)
                _ = scorer.score(reference: String(fields[0]), hypothesis: .text(String(fields[1])))
            }
            if turn % max(1, repeats / 10) == 0 { memory.append(peakKibibytes()) }
        }
        let seconds = cpuSeconds() - cpu
        print(
            #"{"cpu": \#(seconds), "utterances": \#(scorer.total.utterances), "errors": \#(scorer.total.words.errors), "#
                + #""peaks": \#(memory)}"#)
    }

    private static func report(_ work: () -> Int) {
        let started = ContinuousClock.now
        let cpu = cpuSeconds()
        let result = work()
        let seconds = cpuSeconds() - cpu
        let wall = started.duration(to: .now) / .seconds(1)
        print(#"{"cpu": \#(seconds), "wall": \#(wall), "result": \#(result), "peak": \#(peakKibibytes())}"#)
    }

    private static func rule(_ name: String) -> AlignmentRule { AlignmentRule(rawValue: name) ?? .jiwer }

    private static func lines(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
    }

    private static func pairs(_ path: String) throws -> [(reference: String, hypothesis: String)] {
        try lines(path).map { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            return (String(fields[0]), String(fields[1]))
        }
    }

    /// The largest memory of this process; `getrusage` would count that of the process it was started from.
    private static func peakKibibytes() -> Int {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
        else { return 0 }
        return Int(line.filter(\.isNumber)) ?? 0
    }

    private static func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

/// Random numbers for the bootstrap (SplitMix64).
private struct Generator: RandomNumberGenerator {
    private var state: UInt64 = 1

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
