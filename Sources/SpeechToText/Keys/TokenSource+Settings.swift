import Foundation

extension TokenSource {
    /// Commands may block for a minute: never on the shared pool, one at a time.
    private static let queue = LoadingQueue(width: 1)

    /// Looks a key up when it is first needed: a run that finds everything in the cache needs none.
    ///
    /// A command is run again where the service refuses what it gave, since what commands give may run out.
    convenience init(_ setting: KeySetting, environment: [String: String], for service: String) {
        self.init { _ in
            await Self.queue.run {
                do throws(SpeechToTextError) {
                    return .success(Token(try setting.lookUp(environment: environment, for: service)))
                } catch {
                    return .failure(TokenFailure(error))
                }
            }
        }
    }

    /// Stands for a key that nobody gave; says so when it is first needed.
    convenience init(missing advice: String) {
        self.init { _ in .failure(TokenFailure(.invalidConfiguration(reason: advice))) }
    }
}
