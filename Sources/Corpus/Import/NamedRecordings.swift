/// Reads corpora in which a recording's name says everything: emotion, speaker, sentence.
///
/// Recordings may lie in any folders below the corpus's. A name that is not of the corpus is left out with a warning; a
/// name that is there twice (some copies of RAVDESS and TESS hold the whole corpus a second time) is taken once, from the
/// path that comes first, and the other is an error that names both.
struct NamedRecordings {
    /// What a name says.
    struct Reading {
        var speaker: String
        var gender: String?
        var emotion: String
        /// The corpus's own word or code for it.
        var label: String
        var transcript: String?
        var language: String
        /// The id where the name alone is not one.
        var id: String?
        /// Values of the corpus's further columns.
        var extra: [String] = []
    }

    /// As in messages.
    let corpus: String
    /// What a name looks like, for messages.
    let pattern: String
    /// Names of the columns of `Reading.extra`.
    let extraColumns: [String]

    /// Reads the folder.
    ///
    /// - Parameters:
    ///   - path: the corpus.
    ///   - read: what a recording's name says, given without extension and with the names of the folders it lies in,
    ///     outermost first; a reason in place of it for a recording that belongs to the corpus and cannot be used, nil for a
    ///     name that is not of the corpus.
    /// - Returns: utterances in the byte order of their ids.
    /// - Throws: `CorpusError.fileFailed` where the folder cannot be listed.
    func read(
        _ path: String, _ read: (_ name: Substring, _ folders: ArraySlice<Substring>) -> Result<Reading, Reason>?
    ) throws(CorpusError) -> ImportedCorpus {
        let found = try FolderImporter().read(folder: path)
        var issues: [ManifestIssue] = []
        var utterances: [(id: String, utterance: Utterance)] = []
        var firstPaths: [ByteKey: String] = [:]
        for entry in found.failed { issues.append(ManifestIssue(.error, path: path, message: entry.description)) }
        for entry in found.skipped where !entry.reason.contains("hidden") {
            issues.append(ManifestIssue(.warning, path: "\(path)/\(entry.path)", message: entry.reason))
        }
        for recording in found.manifest.utterances {
            let audio = recording.audio ?? ""
            let parts = audio.split(separator: "/")
            let file = parts.last ?? ""
            let name = file.lastIndex(of: ".").map { file[..<$0] } ?? file
            func note(_ severity: ManifestIssue.Severity, _ message: String) {
                issues.append(ManifestIssue(severity, path: "\(path)/\(audio)", message: message))
            }
            switch read(name, parts.dropLast()) {
            case nil:
                note(.warning, "not a name of \(corpus) (\(pattern)): left out")
            case .failure(let reason)?:
                note(.error, "\(reason.text): left out")
            case .success(let reading)?:
                let id = reading.id ?? String(name)
                if let first = firstPaths[ByteKey(id)] {
                    note(.error, "the same recording name as \(first), which is taken: left out")
                    continue
                }
                firstPaths[ByteKey(id)] = audio
                utterances.append((id, utterance(id, audio, reading)))
            }
        }
        utterances.sort { ByteKey($0.id) < ByteKey($1.id) }
        let manifest = Manifest(
            path: path, directory: path, extraColumns: ["label_original"] + extraColumns,
            utterances: utterances.map(\.utterance))
        return ImportedCorpus(
            manifest: manifest, issues: issues,
            remarks: found.otherFileCount > 0 ? ["\(found.otherFileCount) other files were not looked at"] : [])
    }

    private func utterance(_ id: String, _ audio: String, _ reading: Reading) -> Utterance {
        Utterance(
            id: id, audio: audio, speaker: reading.speaker, gender: reading.gender, language: reading.language,
            transcript: reading.transcript, emotion: reading.emotion, extra: [reading.label] + reading.extra)
    }

    /// Why a recording of the corpus cannot be used.
    struct Reason: Error { let text: String }
}
