/// One walk through a folder, paths as bytes, since names need not be text.
struct FolderWalk {
    private(set) var recordings: [String] = []
    private(set) var skipped: [FolderImport.Entry] = []
    private(set) var failed: [FolderImport.Entry] = []
    private(set) var otherFileCount = 0

    private let root: [UInt8]
    private let patterns: PathPatterns
    private var enteredThroughLinks: Set<FileIdentity> = []

    init(root: [UInt8], patterns: PathPatterns = PathPatterns()) {
        self.root = root
        self.patterns = patterns
    }

    mutating func run() -> Result<Void, SystemCode> {
        var ancestors: [FileIdentity] = []
        switch FileKind(path: root) {
        case .folder(let identity): ancestors.append(identity)
        case .unreachable(let code): return .failure(SystemCode(code: code))
        default: break
        }
        let result = list([], ancestors: ancestors)
        recordings.sort { ByteKey($0) < ByteKey($1) }
        return result
    }

    private mutating func list(_ folder: [UInt8], ancestors: [FileIdentity]) -> Result<Void, SystemCode> {
        let names: [[UInt8]]
        switch FolderListing.names(in: absolute(folder)) {
        case .success(let found): names = found
        case .failure(let failure): return .failure(failure)
        }
        for name in names { visit(name, in: folder, ancestors) }
        return .success(())
    }

    private mutating func visit(_ name: [UInt8], in folder: [UInt8], _ ancestors: [FileIdentity]) {
        let path = folder.isEmpty ? name : folder + [UInt8(ascii: "/")] + name
        if patterns.excludes(path) {
            otherFileCount += 1
            return
        }
        let isRecordingName = patterns.includes(path) ?? FolderImporter.isRecordingName(name)
        let kind = FileKind(path: absolute(path))
        if name.first == UInt8(ascii: ".") {
            if case .folder = kind {
                skip(path, "is a hidden folder")
            } else if isRecordingName {
                skip(path, "is hidden")
            } else {
                otherFileCount += 1
            }
            return
        }
        switch kind {
        case .folder where isRecordingName: skip(path, "is a folder")
        case .folder(let identity): enter(path, identity, ancestors)
        case .linkLoop: skip(path, "is a link that leads back to itself")
        case .file where isRecordingName: take(path)
        case _ where isRecordingName:
            if let problem = kind.problem { skip(path, problem) }
        default: otherFileCount += 1
        }
    }

    private mutating func enter(_ path: [UInt8], _ identity: FileIdentity, _ ancestors: [FileIdentity]) {
        if ancestors.contains(identity) { return skip(path, "is a link that leads back to a folder it lies in") }
        if FolderListing.isLink(absolute(path)), !enteredThroughLinks.insert(identity).inserted {
            return skip(path, "is a link to a folder that another link has led to before")
        }
        if case .failure(let failure) = list(path, ancestors: ancestors + [identity]) {
            let reason = FileKind.unreachable(code: failure.code).problem ?? "cannot be listed"
            failed.append(FolderImport.Entry(path: EscapedText.bytes(path), reason: "cannot be listed: " + reason))
        }
    }

    private mutating func take(_ path: [UInt8]) {
        if let text = String(validating: path, as: UTF8.self) {
            recordings.append(text)
        } else {
            failed.append(
                FolderImport.Entry(
                    path: EscapedText.bytes(path),
                    reason: FolderImport.notText))
        }
    }

    private mutating func skip(_ path: [UInt8], _ reason: String) {
        skipped.append(FolderImport.Entry(path: EscapedText.bytes(path), reason: reason))
    }

    private func absolute(_ path: [UInt8]) -> [UInt8] {
        path.isEmpty ? root : root.last == UInt8(ascii: "/") ? root + path : root + [UInt8(ascii: "/")] + path
    }
}
