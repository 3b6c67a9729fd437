import Foundation
package import Testing

/// A Python interpreter with the packages that a comparison needs.
///
/// `python3` from the path, or the one that `EMOSCRIBE_PYTHON` names. Tests that need packages are skipped where they are
/// missing: `.enabled(if: Python.has("torch"), Python.needs("torch"))`.
package enum Python {
    /// The interpreter's path; nil where there is none.
    package static let path: String? = {
        if let named = ProcessInfo.processInfo.environment["EMOSCRIBE_PYTHON"], !named.isEmpty { return named }
        return TestAuthority.program("python3")
    }()

    /// Whether all of the packages can be found.
    package static func has(_ packages: String...) -> Bool {
        let names = packages.map { "'\($0)'" }.joined(separator: ",")
        let code = "import importlib.util as u, sys; sys.exit(not all(u.find_spec(n) for n in [\(names)]))"
        return (try? run(["-c", code]))?.status == 0
    }

    /// What a skipped test says.
    package static func needs(_ packages: String) -> Comment {
        "needs python3 with \(packages) (pip install \(packages); EMOSCRIBE_PYTHON names another interpreter)"
    }

    /// Runs the interpreter to its end, without writing compiled files beside the sources.
    ///
    /// - Returns: its status, and what it wrote to both outputs.
    package static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        guard let path else { throw POSIXError(.ENOENT) }
        let folder = try TemporaryFolder()
        try folder.write("", to: "said")
        let said = try FileHandle(forWritingTo: folder.url("said"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = said
        process.standardError = said
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try String(contentsOf: folder.url("said"), encoding: .utf8))
    }
}
