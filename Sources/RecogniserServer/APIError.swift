import Foundation
import HTTPTypes

/// An answer that says no, in the form that clients of OpenAI's interface understand.
struct APIError: Error, Equatable {
    var status: HTTPResponse.Status
    var message: String
    /// The part of the form that is wrong.
    var param: String?
    /// The cause for programs.
    var code: String?
    /// The methods that are allowed, for 405.
    var allowed: String?

    static func badRequest(_ message: String, param: String?, code: String) -> APIError {
        APIError(status: .badRequest, message: message, param: param, code: code)
    }

    static func notFound(_ path: String) -> APIError {
        APIError(
            status: .notFound,
            message: "There is no '\(path.prefix(200))' here; try POST /v1/audio/transcriptions, GET /v1/models or "
                + "GET /health.", code: "not_found")
    }

    static func notAllowed(_ method: String, allowed: String) -> APIError {
        APIError(
            status: .methodNotAllowed, message: "The method \(method.prefix(20)) is not allowed here; use \(allowed).",
            code: "method_not_allowed", allowed: allowed)
    }

    static func tooLarge(limit: Int) -> APIError {
        APIError(
            status: .contentTooLarge,
            message: "Maximum content size limit (\(limit)) exceeded. Send a shorter or a compressed recording.",
            code: "request_too_large")
    }

    static let cancelled = APIError(
        status: .serviceUnavailable, message: "The request was abandoned before it was served.", code: "cancelled")

    static let unexpected = APIError(
        status: .internalServerError, message: "The recogniser failed on this recording.", code: "recogniser_failed")

    /// The JSON body; all four fields are there, null when they have no value.
    var body: [UInt8] {
        let type = status.code < 500 ? "invalid_request_error" : "server_error"
        let fields = Body(error: Body.Fields(message: message, type: type, param: param, code: code))
        return (try? JSON.encode(fields)) ?? Array(#"{"error":{"message":"unknown"}}"#.utf8)
    }

    private struct Body: Encodable {
        struct Fields: Encodable {
            var message: String
            var type: String
            var param: String?
            var code: String?

            enum CodingKeys: CodingKey { case message, type, param, code }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode(message, forKey: .message)
                try container.encode(type, forKey: .type)
                // `encode`, not `encodeIfPresent`: clients expect null rather than nothing.
                try container.encode(param, forKey: .param)
                try container.encode(code, forKey: .code)
            }
        }
        var error: Fields
    }
}

/// JSON with sorted keys: equal answers are equal bytes.
enum JSON {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }
}
