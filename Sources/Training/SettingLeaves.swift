import Foundation

/// Settings as a flat table, so that two sets can be compared value by value.
package enum SettingLeaves {
    /// Each value under its path, such as `training.learningRate`; lists are joined by commas.
    ///
    /// - Throws: what the value's encoding throws.
    package static func of(_ value: some Encodable) throws -> [String: String] {
        let tree = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value))
        var leaves: [String: String] = [:]
        func walk(_ node: Any, _ path: String) {
            switch node {
            case let object as [String: Any]:
                for (key, value) in object { walk(value, path.isEmpty ? key : "\(path).\(key)") }
            case let list as [Any]: leaves[path] = list.map { "\($0)" }.joined(separator: ", ")
            default: leaves[path] = "\(node)"
            }
        }
        walk(tree, "")
        return leaves
    }

    /// What decides the numbers of a trainer's run beside the examples.
    static func of(_ trainer: Trainer) throws -> [String: String] {
        var leaves = try of(trainer.configuration).reduce(into: [:]) { $0["model.\($1.key)"] = $1.value }
        for (key, value) in try of(trainer.settings) { leaves["training.\(key)"] = value }
        leaves["seed"] = "\(trainer.seed)"
        return leaves
    }
}
