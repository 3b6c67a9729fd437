import Foundation

/// The address of a service as the user wrote it, taken apart once.
struct ServiceAddress: Sendable {
    /// Where requests go: path appended, user and query kept.
    let requestURL: String
    /// As shown, and as part of cache keys: scheme and host in lower case, no user, password, query, default port or
    /// slash at the end.
    let shown: String
    /// Whether the address as written holds one.
    let holdsPassword: Bool
    /// The password and the query's values: whoever puts a key there shall not find it in a message.
    let secrets: [Secret]

    /// - Parameters:
    ///   - base: `https://api.openai.com/v1` or the whole address, `http://host:8080/inference`.
    ///   - path: appended unless `base` ends with it.
    /// - Throws: `invalidConfiguration` where it is no http address, naming what is wrong without repeating a password.
    init(base: String, path: String) throws(SpeechToTextError) {
        let trimmed = base.trimmingCharacters(in: .whitespacesAndNewlines)
        guard var parts = URLComponents(string: trimmed), let scheme = parts.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = parts.host?.lowercased(), !host.isEmpty
        else {
            throw .invalidConfiguration(
                reason: "the service address must look like https://host/v1 or http://127.0.0.1:8000/v1")
        }
        parts.scheme = scheme
        parts.host = host
        parts.fragment = nil
        if parts.port == (scheme == "https" ? 443 : 80) { parts.port = nil }
        while parts.path.hasSuffix("/") { parts.path.removeLast() }
        var visible = parts
        visible.user = nil
        visible.password = nil
        visible.query = nil
        if !parts.path.hasSuffix(path) { parts.path += path }
        guard let request = parts.string, let shown = visible.string else {
            throw .invalidConfiguration(reason: "the service address cannot be used")
        }
        requestURL = request
        holdsPassword = parts.password != nil
        secrets = ([parts.password] + (parts.queryItems ?? []).map(\.value)).compactMap { $0.flatMap(Secret.init) }
        self.shown = shown
    }

    /// `requestURL` with parameters after those it has.
    func url(adding parameters: [RequestField]) -> String {
        let query = parameters.map { "\($0.name.formEncoded)=\($0.value.formEncoded)" }.joined(separator: "&")
        guard !query.isEmpty else { return requestURL }
        return requestURL + (requestURL.contains("?") ? "&" : "?") + query
    }

    /// The host's front page: `https://host:port/`.
    static func frontPage(of url: String) -> String? {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme, let host = parts.host else {
            return nil
        }
        return "\(scheme)://\(host)\(parts.port.map { ":\($0)" } ?? "")/"
    }

    /// Whether `url` points at this machine; then no proxy may come between.
    static func isLoopback(_ url: String) -> Bool {
        guard let host = URLComponents(string: url)?.host?.lowercased() else { return false }
        let name = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        return name == "localhost" || name == "::1" || name.hasSuffix(".localhost")
            || (name.hasPrefix("127.") && name.allSatisfy { $0.isNumber || $0 == "." })
    }
}
