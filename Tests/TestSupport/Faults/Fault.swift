import Foundation
import Synchronization

/// Something that goes wrong between this machine and a transcript.
package struct Fault: Sendable {
    /// Which requests meet it.
    package enum Timing: Sendable {
        /// Every one, from the first.
        case always
        /// Only the second that is made.
        case onceInTheMiddle
    }

    /// A fault that has been brought about: where to ask, and what has to live meanwhile.
    package struct Scene: Sendable {
        /// The service's address.
        package var url: String
        /// Variables of the environment that belong to it.
        package var environment: [String: String] = [:]
        /// What to trust, a PEM file.
        package var caFile: String?
        /// Whoever should get no request in it.
        package var bystander: ScriptedServer?
        fileprivate var actors: [any Sendable] = []
        /// Counts the requests that came to the service; nil where none can.
        package var server: ScriptedServer?

        init(url: String) { self.url = url }

        init(_ server: ScriptedServer) {
            url = server.url
            self.server = server
        }

        /// Keeps a server or an authority for as long as the scene.
        func keeping(_ actor: some Sendable) -> Scene {
            var scene = self
            scene.actors.append(actor)
            return scene
        }
    }

    /// What happens, in a few words, as in `Documentation/Faults.md`.
    package let title: String
    /// What a run has to be impatient about to see it soon.
    package enum Impatience: Sendable {
        /// Nothing.
        case none
        /// The answer: no more than 1 s for a request.
        case answer
        /// The rest of an answer: no more than 0.2 s of silence within one.
        case rest
    }

    /// Whether it can also happen once and be over.
    package let canHeal: Bool
    /// What a run has to be impatient about to see it soon.
    package let impatience: Impatience
    /// Whether it takes certificates, and with them the program `openssl`.
    package let needsAuthority: Bool

    private let make: @Sendable (Timing) throws -> Scene

    /// Brings it about.
    package func scene(_ timing: Timing) throws -> Scene { try make(timing) }

    init(
        _ title: String, canHeal: Bool = false, needsAuthority: Bool = false, impatience: Impatience = .none,
        _ make: @escaping @Sendable (Timing) throws -> Scene
    ) {
        self.title = title
        self.canHeal = canHeal
        self.needsAuthority = needsAuthority
        self.impatience = impatience
        self.make = make
    }

    /// A service that answers so, and otherwise as it should.
    static func answer(
        _ title: String, impatience: Impatience = .none,
        _ reply: @autoclosure @escaping @Sendable () throws -> ScriptedServer.Reply
    ) -> Fault {
        Fault(title, canHeal: true, impatience: impatience) { timing in
            let reply = try reply()
            return Scene(
                try ScriptedServer { _, number in isMet(timing, number) ? reply : .transcript("word \(number)") })
        }
    }

    static func isMet(_ timing: Timing, _ number: Int) -> Bool {
        switch timing {
        case .always: true
        case .onceInTheMiddle: number == 1
        }
    }
}

/// A heading of the page, and the faults under it.
package struct FaultGroup: Sendable {
    package let title: String
    package let faults: [Fault]

    /// All of them, in the order of the page.
    package static let all: [FaultGroup] = [
        .answers, .refusals, .redirects, .connections, .certificates, .proxies, .harmless,
    ]
}
