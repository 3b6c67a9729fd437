import Foundation

extension ModelFile {
    /// Reads a model file.
    ///
    /// The header is read and compared with the file's size and with the shapes that its configuration demands before
    /// anything is allocated for the weights.
    ///
    /// - Parameter path: a regular file.
    /// - Returns: the model.
    /// - Throws: `ModelError.unreadable`, `.corrupt` or `.unsupported`, each with the reason.
    public static func read(_ path: String) throws(ModelError) -> ModelFile {
        let size: Int
        let handle: FileHandle
        do {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
            guard attributes[.type] as? FileAttributeType == .typeRegular, let number = attributes[.size] as? NSNumber
            else { throw ModelError.unreadable(path: path, reason: "it is not a regular file") }
            size = number.intValue
            handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        } catch let error as ModelError {
            throw error
        } catch {
            throw .unreadable(path: path, reason: error.localizedDescription)
        }
        defer { try? handle.close() }
        func next(_ count: Int) throws(ModelError) -> [UInt8] {
            var bytes: [UInt8] = []
            do {
                while bytes.count < count, let data = try handle.read(upToCount: min(count - bytes.count, 16 << 20)),
                    !data.isEmpty
                {
                    bytes.append(contentsOf: data)
                }
            } catch {
                throw .unreadable(path: path, reason: error.localizedDescription)
            }
            return bytes
        }
        return try decode(size: size, path: path, next: next)
    }

    /// Reads a model from the bytes of its file.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - path: what errors call it.
    /// - Returns: the model.
    /// - Throws: `ModelError.corrupt` or `.unsupported`.
    public static func decode(_ bytes: [UInt8], path: String = "(model)") throws(ModelError) -> ModelFile {
        var position = 0
        return try decode(size: bytes.count, path: path) { count throws(ModelError) in
            let end = min(bytes.count, position + count)
            defer { position = end }
            return Array(bytes[position..<end])
        }
    }

    private static func decode(
        size: Int, path: String, next: (Int) throws(ModelError) -> [UInt8]
    ) throws(ModelError) -> ModelFile {
        let prefix = try next(8)
        let header: SafetensorsHeader
        do throws(SafetensorsProblem) {
            let length = try SafetensorsHeader.length(prefix: prefix, fileSize: size)
            let json: [UInt8]
            do throws(ModelError) { json = try next(length) } catch { throw SafetensorsProblem(reason: "\(error)") }
            header = try SafetensorsHeader(json: json, dataCount: size - 8 - length)
        } catch {
            throw .corrupt(path: path, reason: error.reason)
        }
        let (configuration, metadata) = try understand(header.metadata, path: path)
        var parameters = try matched(header, configuration, path: path)
        let data = try next(header.dataCount)
        guard data.count == header.dataCount else {
            throw .corrupt(path: path, reason: "it ends after \(data.count) of \(header.dataCount) bytes of weights")
        }
        for tensor in header.tensors {
            guard let slot = parameters.layout[tensor.name] else { continue }
            let values = Safetensors.floats(data[tensor.range])
            guard values.allSatisfy(\.isFinite) else {
                let count = values.count { !$0.isFinite }
                throw .corrupt(path: path, reason: "\(count) values of \(tensor.name) are not finite numbers")
            }
            parameters.values.replaceSubrange(slot.range, with: values)
        }
        do throws(ModelError) {
            return try ModelFile(configuration: configuration, parameters: parameters, metadata: metadata)
        } catch {
            throw .corrupt(path: path, reason: "\(error)")
        }
    }

    /// Compares names and shapes with what the configuration demands; only then are parameters allocated.
    private static func matched(
        _ header: SafetensorsHeader, _ configuration: ModelConfiguration, path: String
    ) throws(ModelError) -> Parameters {
        let layout = ParameterLayout(configuration)
        for slot in layout.slots {
            guard let tensor = header.tensors.first(where: { $0.name == slot.name }) else {
                throw .corrupt(path: path, reason: "the tensor \(slot.name) is missing")
            }
            guard tensor.shape == slot.shape else {
                throw .corrupt(
                    path: path,
                    reason: "\(slot.name) has the shape \(tensor.shape), the configuration wants \(slot.shape)")
            }
        }
        if let stranger = header.tensors.first(where: { layout[$0.name] == nil }) {
            throw .unsupported(
                path: path, reason: "it holds a tensor \"\(stranger.name)\" that its configuration lacks")
        }
        return Parameters(layout: layout)
    }

    private static func understand(
        _ texts: [String: String], path: String
    ) throws(ModelError) -> (ModelConfiguration, ModelMetadata) {
        guard texts["format"] == format else {
            throw .unsupported(path: path, reason: "it is a safetensors file of something else than an emoscribe model")
        }
        guard texts["format_version"] == "\(formatVersion)" else {
            throw .unsupported(
                path: path,
                reason:
                    "its format version is \(texts["format_version"] ?? "missing"), this program reads \(formatVersion)"
            )
        }
        func text(_ key: String) throws(ModelError) -> String {
            guard let text = texts[key] else { throw .corrupt(path: path, reason: "its metadata lack \"\(key)\"") }
            return text
        }
        func value<Value: Decodable>(_ key: String, _ type: Value.Type) throws(ModelError) -> Value {
            let json = try text(key)
            do { return try ModelJSON.value(type, json) } catch {
                throw .corrupt(path: path, reason: "its \(key) cannot be read: \(error)")
            }
        }
        let configuration = try value("configuration", ModelConfiguration.self)
        do throws(ModelError) { try configuration.validate() } catch {
            throw .corrupt(path: path, reason: "\(error)")
        }
        // A setting unknown here would change the numbers: refuse rather than ignore it.
        let known = ModelConfiguration.settingNames
        let written = try value("configuration", [String: Ignored].self).keys
        if let unknown = written.filter({ !known.contains($0) }).min() {
            throw .unsupported(path: path, reason: "its configuration has a setting \"\(unknown)\"")
        }
        guard let seed = UInt64(try text("seed")) else { throw .corrupt(path: path, reason: "its seed is no number") }
        let metadata = ModelMetadata(
            vocabulary: try value("vocabulary", [String].self), settings: try value("settings", [String: String].self),
            trainingDataHash: try text("training_data_hash"), seed: seed,
            metrics: try value("metrics", [String: Double].self), toolVersion: try text("tool_version"))
        return (configuration, metadata)
    }

    /// Any JSON value, not looked at.
    private struct Ignored: Decodable {
        init(from decoder: any Decoder) throws {}
    }
}
