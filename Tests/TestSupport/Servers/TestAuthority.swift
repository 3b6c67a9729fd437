package import Foundation

/// A certificate and its key, as PEM files.
package struct ServerIdentity: Sendable {
    package var certificate: String
    package var key: String
}

/// A certificate authority that lives as long as a test: nothing of it is kept, nobody else trusts it.
///
/// It needs the `openssl` program; tests that use it are skipped where there is none (`.enabled(if: TestAuthority.isAvailable)`).
package final class TestAuthority: Sendable {
    private let folder: TemporaryFolder

    /// Its own certificate, PEM: what `--ca-file` is given.
    package let certificate: String

    /// Whether certificates can be made and served here.
    package static let isAvailable = program("openssl") != nil && TLSLibrary.shared != nil

    /// Makes the authority's key and certificate.
    package init() throws {
        folder = try TemporaryFolder()
        certificate = folder.path("authority.pem")
        try folder.write("", to: "index.txt")
        try folder.write(
            """
            [ca]
            default_ca = own
            [own]
            database = index.txt
            new_certs_dir = .
            default_md = sha256
            policy = any
            unique_subject = no
            rand_serial = yes
            [any]
            commonName = supplied
            """, to: "authority.cnf")
        try openssl(
            ["req", "-x509"] + Self.newKey("authority.key")
                + ["-out", "authority.pem", "-subj", "/CN=Authority of a test", "-days", "2"])
    }

    /// Makes a certificate.
    ///
    /// - Parameters:
    ///   - names: what it is for, in OpenSSL's words: `DNS:localhost`, `IP:127.0.0.1`.
    ///   - dates: from when to when it is valid.
    /// - Returns: the files of certificate and key.
    /// - Throws: what the program says where it fails.
    package func issue(
        _ names: String = "DNS:localhost,IP:127.0.0.1,IP:::1",
        dates: ClosedRange<Date> = Date(timeIntervalSinceNow: -3600)...Date(timeIntervalSinceNow: 86_400)
    ) throws -> ServerIdentity {
        let name = UUID().uuidString
        try folder.write("subjectAltName=\(names)\nbasicConstraints=CA:FALSE\n", to: "\(name).ext")
        try openssl(["req"] + Self.newKey("\(name).key") + ["-out", "\(name).csr", "-subj", "/CN=server of a test"])
        try openssl([
            "ca", "-batch", "-notext", "-config", "authority.cnf", "-cert", "authority.pem", "-keyfile",
            "authority.key", "-in", "\(name).csr", "-out", "\(name).pem", "-extfile", "\(name).ext", "-startdate",
            Self.generalizedTime(dates.lowerBound), "-enddate", Self.generalizedTime(dates.upperBound),
        ])
        return ServerIdentity(certificate: folder.path("\(name).pem"), key: folder.path("\(name).key"))
    }

    /// The whole path of a program that is installed, nil where it is not.
    package static func program(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders: [String] = path.split(separator: ":").map(String.init) + ["/usr/sbin"]
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func newKey(_ file: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file]
    }

    private static func generalizedTime(_ date: Date) -> String {
        let style = Date.ISO8601FormatStyle(
            dateSeparator: .omitted, dateTimeSeparator: .standard, timeSeparator: .omitted, timeZone: .gmt)
        return date.formatted(style).replacing("T", with: "")
    }

    private func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program("openssl") ?? "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        process.standardOutput = FileHandle.nullDevice
        try folder.write("", to: "said")
        process.standardError = try FileHandle(forWritingTo: folder.url("said"))
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw POSIXError(
                .EINVAL, userInfo: ["openssl": (try? String(contentsOf: folder.url("said"), encoding: .utf8)) ?? ""])
        }
    }
}
