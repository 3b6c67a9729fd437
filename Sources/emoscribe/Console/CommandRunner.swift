import ArgumentParser
import Foundation

/// Runs the body of a command and leaves with the right status: what a script sees is decided in one place.
enum CommandRunner {
    /// Runs `body`; an error is shown in one line and becomes a status.
    static func run(_ body: () async throws -> ExitStatus) async throws {
        Interrupts.shared.install()
        let status: ExitStatus
        do {
            status = try await body()
        } catch let failure as CommandFailure {
            Console.note("emoscribe: \(failure.message)")
            status = failure.status
        } catch is CancellationError {
            status = .interrupted
        } catch let error as ExitCode {
            throw error
        } catch let error as ValidationError {
            throw error
        } catch {
            Console.note("emoscribe: \(error)")
            status = .someFailed
        }
        if status != .allDone { throw ExitCode(status.rawValue) }
    }
}

/// JSON for machines: keys in a fixed order, one object.
enum JSONOutput {
    static func print(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        Console.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
