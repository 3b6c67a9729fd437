import Foundation

/// Where a key or token is kept: never the key itself, so that settings can be shown and written down.
public enum KeySetting: Sendable, Hashable, CustomStringConvertible {
    /// In an environment variable.
    case variable(String)
    /// In a file that only its owner may read.
    case file(String)
    /// On the standard output of a program; its arguments may be private and are not shown.
    case command([String])

    public var description: String {
        switch self {
        case .variable(let name): "the variable \(name)"
        case .file(let path): "the file \(path)"
        case .command(let words): "the command \(words.first ?? "")"
        }
    }

    /// Looks the key up.
    ///
    /// - Parameters:
    ///   - environment: of the process, or of a test.
    ///   - service: for messages: whose key it is.
    /// - Returns: the key.
    /// - Throws: `invalidConfiguration`, which never repeats what a file holds or a program wrote.
    /// - Complexity: a command may take a minute and may ask the person at the terminal: call it off the shared pool.
    public func lookUp(
        environment: [String: String], for service: String
    ) throws(SpeechToTextError) -> Secret {
        switch self {
        case .variable(let name):
            guard let text = environment[name], !text.isEmpty else {
                throw .invalidConfiguration(reason: "no key for \(service): the variable \(name) is not set")
            }
            guard let key = Secret(text) else {
                throw .invalidConfiguration(reason: "the variable \(name) holds no key, but blanks or other characters")
            }
            return key
        case .file(let path):
            let text = try PrivateFile.read(path, holding: "the key file")
            guard let key = Secret(String(decoding: text, as: UTF8.self)) else {
                throw .invalidConfiguration(
                    reason: "the key file \(path) holds no key: write the key into it, alone on one line")
            }
            return key
        case .command(let words):
            return try Self.run(words, for: service)
        }
    }

    private static func run(_ words: [String], for service: String) throws(SpeechToTextError) -> Secret {
        guard let program = words.first else { throw .invalidConfiguration(reason: "the key command is empty") }
        let limit = 60.0
        let outcome = LocalProgram(
            words: words, timeLimitSeconds: limit, isInteractive: true, outputLimit: 1 << 20
        ).run()
        let problem: String
        switch outcome.ending {
        case .status(0):
            if let key = Secret(String(decoding: outcome.output, as: UTF8.self)) { return key }
            problem = outcome.output.isEmpty ? "wrote nothing" : "wrote something else than one key"
        case .status(let status): problem = "ended with status \(status)"
        case .signal(let number): problem = "was ended by signal \(number)"
        case .tookTooLong: problem = "took more than \(Int(limit)) s"
        case .wroteTooMuch: problem = "wrote something else than one key"
        case .notStarted(let number):
            problem = "could not be started (\(String(cString: strerror(number))))"
        }
        throw .invalidConfiguration(
            reason: "no key for \(service): the key command \(program) \(problem); its output is not shown, "
                + "run it by hand to see it")
    }
}

/// Files that hold secrets.
enum PrivateFile {
    /// The bytes of a file that only its owner may read.
    ///
    /// - Throws: `invalidConfiguration` where it is not there, others can read it, or it is no regular file.
    static func read(_ path: String, holding what: String) throws(SpeechToTextError) -> Data {
        // One descriptor for both looks, so that the file cannot change between them.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            throw .invalidConfiguration(reason: "\(what) \(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .invalidConfiguration(reason: "\(what) \(path) is no ordinary file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .invalidConfiguration(reason: "others can read \(what) \(path): run chmod 600 on it")
        }
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while data.count < 1 << 20 {
            let count = Glibc.read(file, &buffer, buffer.count)
            guard count > 0 else { break }
            data.append(contentsOf: buffer[..<count])
        }
        return data
    }
}
