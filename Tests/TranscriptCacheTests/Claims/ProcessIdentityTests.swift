import Foundation
import Testing

@testable import TranscriptCache

@Suite struct ProcessIdentityTests {
    private let here = ProcessIdentity.current

    @Test("this process is alive, and knows machine, start and number space")
    func current() {
        #expect(here.life() == .alive)
        #expect(!here.boot.isEmpty && !here.processSpace.isEmpty && here.processStart > 0)
        #expect(here.process == Int(getpid()))
    }

    @Test("a number that was used again is another process")
    func reused() {
        var former = here
        former.processStart -= 1
        #expect(former.life(seenBy: here) == .dead)
    }

    @Test("a process is alive until it is killed, and dead from then on, noticed by its parent or not")
    func killed() async throws {
        // The shell keeps its killed child as a zombie, because it never waits for it.
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", "sleep 60 & echo $!; exec sleep 61"]
        let pipe = Pipe()
        shell.standardOutput = pipe
        try shell.run()
        defer { shell.terminate() }
        let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        let number = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
        var child = here
        child.process = number
        child.processStart = try #require(startTicks(of: number))
        #expect(child.life(seenBy: here) == .alive)
        kill(pid_t(number), SIGKILL)
        for _ in 0..<500 where child.life(seenBy: here) == .alive { try await Task.sleep(for: .milliseconds(10)) }
        #expect(child.life(seenBy: here) == .dead)
        #expect(kill(pid_t(number), 0) == 0, "it is a zombie, so its number still exists")
    }

    @Test("what ran before the machine was started again is dead; other machines and containers cannot be looked up")
    func elsewhere() {
        var other = here
        other.boot = "another"
        #expect(other.life(seenBy: here) == .dead)
        other.host += "x"
        #expect(other.life(seenBy: here) == .unknown)
        var contained = here
        contained.processSpace = "pid:[1]"
        #expect(contained.life(seenBy: here) == .unknown)
        var untold = here
        untold.boot = ""
        #expect(untold.life(seenBy: here) == .unknown)
    }

    /// Read by another way than the code does: `ps` tells the seconds, so take the file's own words.
    private func startTicks(of process: Int) -> Int? {
        guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return nil }
        return line.components(separatedBy: ") ").last?.split(separator: " ").dropFirst(19).first.flatMap { Int($0) }
    }
}
