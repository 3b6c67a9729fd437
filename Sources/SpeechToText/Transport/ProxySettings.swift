public import Foundation

/// The proxies between this machine and the services, as the usual variables of the environment name them.
///
/// `http_proxy` for plain addresses (in small letters only: the other spelling is what web servers set for programs they
/// start), `https_proxy` or `HTTPS_PROXY` for encrypted ones, `all_proxy` or `ALL_PROXY` for both, and `no_proxy` or
/// `NO_PROXY` for hosts that are asked directly. An empty variable is none. This machine's own addresses are always
/// asked directly.
///
/// A proxy's address may hold a user and a password: it never shows itself with them.
public struct ProxySettings: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let http: String?
    private let https: String?
    /// Hosts that are asked directly, separated by commas, in libcurl's notation; empty for none.
    let exceptions: String

    /// Reads the variables.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        func first(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        http = first("http_proxy", "all_proxy", "ALL_PROXY")
        https = first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
        exceptions = first("no_proxy", "NO_PROXY") ?? ""
    }

    /// No proxy at all.
    public static let none = ProxySettings(environment: [:])

    /// The proxies without users and passwords.
    public var description: String {
        let shown = [("http", http), ("https", https)].compactMap { scheme, proxy in
            proxy.map { "\(scheme) through \(Self.shown($0))" }
        }
        return shown.isEmpty ? "no proxy" : shown.joined(separator: ", ")
    }

    /// The same as `description`.
    public var debugDescription: String { description }
    /// Has no children.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// What libcurl is given for this address: a proxy with its credentials, or an empty text for none.
    func proxy(for url: String) -> String {
        if ServiceAddress.isLoopback(url) { return "" }
        return (url.lowercased().hasPrefix("https:") ? https : http) ?? ""
    }

    /// The proxy for this address as it may be shown; nil where it is asked directly.
    func shownProxy(for url: String) -> String? {
        let proxy = proxy(for: url)
        guard !proxy.isEmpty, let host = URLComponents(string: url)?.host?.lowercased() else { return nil }
        // libcurl's rule: `*`, or a host's name or an ending of it at a point.
        let isException = exceptions.split(separator: ",").contains { part in
            let name = part.trimmingCharacters(in: .whitespaces).lowercased()
            let ending = name.hasPrefix(".") ? String(name.dropFirst()) : name
            return name == "*" || host == ending || host.hasSuffix("." + ending)
        }
        return isException ? nil : Self.shown(proxy)
    }

    /// `text` with each proxy's address as it may be shown.
    func redacting(_ text: String) -> String {
        var text = text
        for proxy in [http, https].compactMap(\.self) {
            text = text.replacing(proxy, with: Self.shown(proxy))
            guard let end = proxy.lastIndex(of: "@") else { continue }
            let credentials = proxy[..<end].split(separator: "//").last ?? ""
            text = text.replacing(credentials, with: "<redacted>")
        }
        return text
    }

    /// What follows the credentials.
    private static func shown(_ proxy: String) -> String {
        guard let end = proxy.lastIndex(of: "@") else { return proxy }
        let scheme = proxy.firstRange(of: "://").map { String(proxy[..<$0.upperBound]) } ?? ""
        return scheme + proxy[proxy.index(after: end)...]
    }
}
