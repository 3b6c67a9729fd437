import Report

extension RunFacts.Fact {
    /// Settings by name, each name in words.
    ///
    /// - Parameters:
    ///   - leaves: names as in the code, `maximumSteps`, with their values.
    ///   - left: names to leave out.
    /// - Returns: `maximum steps` and so on, sorted by name.
    static func all(of leaves: [String: String], without left: Set<String> = []) -> [RunFacts.Fact] {
        leaves.filter { !left.contains($0.key) }.map { name, value in
            RunFacts.Fact(name.map { $0.isUppercase ? " " + $0.lowercased() : String($0) }.joined(), value)
        }.sorted { $0.name < $1.name }
    }
}
