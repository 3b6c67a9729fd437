/// A table while a document is read, with what the specification lets later lines add to it.
final class TOMLTree {
    /// Why a line may not add what it wants to add.
    struct Refusal: Error {
        var reason: String
    }

    private enum Node {
        case value(TOMLItem)
        case table(TOMLTree)
        case list([TOMLTree])
    }

    /// How a table came to be: only what a longer header implied may be given a header of its own.
    private enum Origin { case implied, header, dotted }

    private var nodes: [(key: String, line: Int, node: Node)] = []
    private var places: [String: Int] = [:]
    private var origin: Origin
    private let line: Int

    init(line: Int) {
        self.line = line
        origin = .header
    }

    private init(line: Int, origin: Origin) {
        self.line = line
        self.origin = origin
    }

    /// What was read.
    var table: TOMLTable {
        TOMLTable(
            nodes.map { key, line, node in
                switch node {
                case .value(let item): TOMLTable.Entry(key: key, line: line, item: item)
                case .table(let tree):
                    TOMLTable.Entry(key: key, line: line, item: TOMLItem(.table(tree.table), line: tree.line))
                case .list(let trees):
                    TOMLTable.Entry(
                        key: key, line: line,
                        item: TOMLItem(.array(trees.map { TOMLItem(.table($0.table), line: $0.line) }), line: line))
                }
            })
    }

    /// The table on the way of a header to its last name.
    func descend(_ key: String, line: Int) throws(Refusal) -> TOMLTree {
        switch node(key) {
        case nil: return add(key, line, TOMLTree(line: line, origin: .implied))
        case .table(let tree): return tree
        case .list(let trees): if let last = trees.last { return last }
        case .value: break
        }
        throw Refusal(reason: "\(key) is a value already, it cannot hold a table")
    }

    /// `[key]`.
    func define(_ key: String, line: Int) throws(Refusal) -> TOMLTree {
        switch node(key) {
        case nil: return add(key, line, TOMLTree(line: line, origin: .header))
        case .table(let tree) where tree.origin == .implied:
            tree.origin = .header
            return tree
        default: throw Refusal(reason: "\(key) is there twice")
        }
    }

    /// `[[key]]`.
    func append(_ key: String, line: Int) throws(Refusal) -> TOMLTree {
        let tree = TOMLTree(line: line)
        switch node(key) {
        case nil:
            places[key] = nodes.count
            nodes.append((key, line, .list([tree])))
        case .list(let trees):
            if let place = places[key] { nodes[place].node = .list(trees + [tree]) }
        default: throw Refusal(reason: "\(key) is there already and no list of tables")
        }
        return tree
    }

    /// The table on the way of a dotted key to its last name.
    func dotted(_ key: String, line: Int) throws(Refusal) -> TOMLTree {
        switch node(key) {
        case nil: return add(key, line, TOMLTree(line: line, origin: .dotted))
        case .table(let tree) where tree.origin == .dotted: return tree
        default: throw Refusal(reason: "\(key) is there already, a dotted key cannot add to it")
        }
    }

    func set(_ key: String, line: Int, _ item: TOMLItem) throws(Refusal) {
        guard places[key] == nil else { throw Refusal(reason: "\(key) is there twice") }
        places[key] = nodes.count
        nodes.append((key, line, .value(item)))
    }

    private func node(_ key: String) -> Node? { places[key].map { nodes[$0].node } }

    private func add(_ key: String, _ line: Int, _ tree: TOMLTree) -> TOMLTree {
        places[key] = nodes.count
        nodes.append((key, line, .table(tree)))
        return tree
    }
}

/// Mutable while one document is read by one parser.
@available(*, unavailable)
extension TOMLTree: Sendable {}
