import AudioIO
import Dispatch
import Foundation
import HTTPTypes
import Hummingbird
import LocalRecogniser
import NIOCore

/// The paths of the server and what they answer.
struct Endpoints: Sendable {
    let pool: SphinxPool
    let maximumBodyBytes: Int
    let reader: AudioReader
    /// When the model was loaded for this server, in seconds since 1970: clients expect a time of each model.
    private let created = Int(Date().timeIntervalSince1970)
    /// Decoding blocks, so it has a thread of its own; it takes a small part of the time that recognising takes.
    private let decoding = DispatchQueue(label: "emoscribe.recogniser-server.decoding")

    init(pool: SphinxPool, configuration: RecogniserServerConfiguration) {
        self.pool = pool
        maximumBodyBytes = configuration.maximumBodyBytes
        reader = AudioReader(options: AudioReaderOptions(maximumSeconds: configuration.maximumSeconds))
    }

    /// Answers any request; errors become answers too.
    func respond(to request: Request, _ context: ConnectionContext) async -> Response {
        do {
            switch request.uri.path {
            case "/v1/audio/transcriptions":
                try require(.post, request)
                return try await transcribe(request, context)
            case "/v1/models":
                try require(.get, request)
                let model = ModelList.Model(
                    id: "sphinx-\(pool.preset.rawValue)", created: created, identity: pool.identity)
                return try json(ModelList(data: [model]))
            case "/health":
                try require(.get, request)
                return try json(Health(model: pool.identity, decoders: pool.decoders))
            case let path: throw APIError.notFound(path)
            }
        } catch {
            return response(to: error)
        }
    }

    private func transcribe(_ request: Request, _ context: ConnectionContext) async throws -> Response {
        let limit = maximumBodyBytes
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw APIError.tooLarge(limit: limit)
        }
        let contentType = request.headers[.contentType] ?? ""
        try await context.sendContinue(ifExpectedBy: request)
        // A client that goes away frees its place among those who wait.
        var response = try await request.body.consumeWithCancellationOnInboundClose { body in
            do {
                let buffer: ByteBuffer
                do {
                    buffer = try await body.collect(upTo: limit)
                } catch is NIOTooManyBytesError {
                    throw APIError.tooLarge(limit: limit)
                }
                return try await answer([UInt8](buffer.readableBytesView), contentType: contentType)
            } catch {
                return self.response(to: error)
            }
        }
        // Watching for the client's leaving uses the connection up.
        response.headers[.connection] = "close"
        return response
    }

    private func answer(_ body: [UInt8], contentType: String) async throws -> Response {
        let form: MultipartForm
        do throws(MultipartForm.Failure) {
            form = try MultipartForm(body: body, contentType: contentType)
        } catch {
            throw APIError.badRequest(error.description, param: nil, code: "invalid_form")
        }
        let request = try TranscriptionRequest(form)
        let recognition = try await pool.recognise(try await samples(of: request))
        let answer = try TranscriptionAnswer.body(recognition, request: request, model: pool.identity)
        return response(.ok, contentType: answer.contentType, answer.bytes)
    }

    private func samples(of request: TranscriptionRequest) async throws -> [Int16] {
        let reader = reader
        return try await withCheckedThrowingContinuation { continuation in
            decoding.async {
                continuation.resume(
                    with: Result {
                        PCM16.quantise(try reader.read(bytes: Array(request.file), name: request.filename).samples)
                    })
            }
        }
    }

    private func require(_ method: HTTPRequest.Method, _ request: Request) throws(APIError) {
        guard request.method == method else {
            throw .notAllowed(request.method.rawValue, allowed: method.rawValue)
        }
    }

    private func response(to error: any Error) -> Response {
        let known: APIError
        switch error {
        case let error as APIError: known = error
        case let error as AudioError:
            known = .badRequest(error.uploadDescription, param: "file", code: "invalid_audio")
        case is CancellationError: known = .cancelled
        default: known = .unexpected
        }
        var response = response(known.status, contentType: "application/json", known.body)
        if let allowed = known.allowed { response.headers[.allow] = allowed }
        return response
    }

    private func json(_ value: some Encodable) throws -> Response {
        response(.ok, contentType: "application/json", try JSON.encode(value))
    }

    private func response(_ status: HTTPResponse.Status, contentType: String, _ bytes: [UInt8]) -> Response {
        Response(
            status: status, headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

private struct Health: Encodable {
    var status = "ok"
    var model: String
    var decoders: Int
}

private struct ModelList: Encodable {
    struct Model: Encodable {
        var id: String
        var object = "model"
        var created: Int
        var ownedBy = "emoscribe"
        var identity: String

        enum CodingKeys: String, CodingKey {
            case id, object, created, identity
            case ownedBy = "owned_by"
        }
    }
    var object = "list"
    var data: [Model]
}
