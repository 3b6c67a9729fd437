extension ModelFile {
    /// Reads a model file.
    ///
    /// The header is read and compared with the file's size and with the shapes that its configuration demands before
    /// anything is allocated for the weights; at no time does reading hold much more than the file's size in memory.
    ///
    /// - Parameter path: a regular file.
    /// - Returns: the model.
    /// - Throws: `ModelError.unreadable`, `.corrupt` or `.unsupported`, each with the reason.
    public static func read(_ path: String) throws(ModelError) -> ModelFile {
        try decode(StoredWeights(path: path))
    }

    /// Reads a model from the bytes of its file.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - path: what errors call it.
    /// - Returns: the model.
    /// - Throws: `ModelError.corrupt` or `.unsupported`.
    public static func decode(_ bytes: [UInt8], path: String = "(model)") throws(ModelError) -> ModelFile {
        try decode(StoredWeights(bytes: bytes, path: path))
    }

    private static func decode(_ stored: StoredWeights) throws(ModelError) -> ModelFile {
        let (texts, path) = (stored.header.metadata, stored.path)
        guard texts["format"] == format else {
            throw .unsupported(path: path, reason: "it is a safetensors file of something else than an emoscribe model")
        }
        guard texts["format_version"] == "\(formatVersion)" else {
            let version = ShownText.short(texts["format_version"] ?? "missing")
            throw .unsupported(
                path: path, reason: "its format version is \(version), this program reads \(formatVersion)")
        }
        let about = ModelTexts(texts: texts, path: path)
        let configuration = try about.configuration()
        let metadata = try about.metadata(for: configuration, complete: true)
        let parameters = try stored.parameters(configuration)
        do throws(ModelError) {
            return try ModelFile(configuration: configuration, parameters: parameters, metadata: metadata)
        } catch {
            throw .corrupt(path: path, reason: "\(error)")
        }
    }
}
