import GRDB

extension TranscriptCacheError {
    /// What an error below means for a user; SQL and bound values stay behind.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as TranscriptCacheError: self = error
        case let error as DatabaseError: self.init(error, path: path)
        // Its description would hold the row.
        case is RowDecodingError: self = .damagedRow(table: "", reason: "a column does not decode")
        default: self = .database(path: path, code: 0, message: String(describing: error))
        }
    }

    private init(_ error: DatabaseError, path: String) {
        switch error.resultCode {
        case .SQLITE_FULL: self = .diskFull(path: path)
        // The shared memory of the log could not be made larger.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: self = .diskFull(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN: self = .readOnly(path: path)
        case .SQLITE_NOTADB: self = .notADatabase(path: path)
        case .SQLITE_CORRUPT: self = .damaged(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        default:
            self = .database(path: path, code: error.resultCode.rawValue, message: error.message ?? "no message")
        }
    }
}
