import Corpus

/// The table again, as CSV or TSV, with all of its columns or some.
///
/// TSV is CSV with tabs: a cell with a tab, a quote or a line end has quotes around it, as spreadsheets and pandas read it.
struct DelimitedExport: RowExport {
    private let file: StreamedFile
    private let writer: CSVWriter
    private let places: [Int]

    init(
        path: String, columns: [String], places: [Int], separator: UInt8, spreadsheetSafe: Bool
    ) throws(CorpusError) {
        file = try StreamedFile(path: path)
        writer = CSVWriter(spreadsheetSafe: spreadsheetSafe, separator: separator)
        self.places = places
        try file.write(writer.record(places.map { columns[$0] }))
    }

    mutating func add(_ row: LabelledRow) throws(CorpusError) -> String? {
        let cells = row.cells
        try file.write(writer.record(places.map { cells[$0] }))
        return nil
    }

    mutating func finish() throws(CorpusError) -> [String] {
        try file.finish()
        return [file.path]
    }
}
