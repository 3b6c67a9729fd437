import SpeechToText

/// What `--dry-run` says.
struct ForecastReport: Encodable {
    /// Some of the utterances.
    struct Part: Encodable {
        var utterances: Int
        var seconds: Double

        init(_ part: TranscriptionForecast.Part) {
            utterances = part.utterances
            seconds = part.seconds
        }
    }

    var provider: String
    var model: String
    var files: Int
    var utterances: Int
    var audioSeconds: Double
    var cached: Part
    var duplicates: Part
    var toSend: Part
    var withinLimits: Part?
    var limit: String?
    var requests: Int
    var billedSeconds: Double
    var cost: Double?
    var currency: String?
    var estimatedSeconds: Double
    var paceIsMeasured: Bool
    var lengthsFromHeaders: Int
    var unknownLength: Int
    var unreadable: Int

    private let forecast: TranscriptionForecast
    private let price: ServicePrice?
    private let isFree: Bool

    private enum CodingKeys: CodingKey {
        case provider, model, files, utterances, audioSeconds, cached, duplicates, toSend, withinLimits, limit, requests
        case billedSeconds, cost, currency, estimatedSeconds, paceIsMeasured, lengthsFromHeaders, unknownLength,
            unreadable
    }

    /// - Parameters:
    ///   - forecast: what the run would do.
    ///   - files: different recordings in the corpus.
    ///   - session: whom it would ask.
    init(_ forecast: TranscriptionForecast, files: Int, session: RecogniserSession) {
        self.forecast = forecast
        self.files = files
        price = session.price
        isFree = session.isFree
        provider = session.name
        model = session.transcriber.provider.model
        utterances = forecast.all.utterances
        audioSeconds = forecast.all.seconds
        cached = Part(forecast.cached)
        duplicates = Part(forecast.duplicates)
        toSend = Part(forecast.toSend)
        withinLimits = forecast.withinLimits.map(Part.init)
        limit = forecast.limit?.description
        requests = forecast.requests
        billedSeconds = forecast.billedSeconds
        cost = forecast.cost
        currency = forecast.cost == nil ? nil : price?.currency
        estimatedSeconds = forecast.estimatedSeconds
        if case .measured = forecast.pace { paceIsMeasured = true } else { paceIsMeasured = false }
        lengthsFromHeaders = forecast.fromHeaders
        unknownLength = forecast.unknownLength
        unreadable = forecast.unreadable.count
    }

    /// For people.
    var text: String {
        func row(_ name: String, _ part: TranscriptionForecast.Part, _ note: String = "") -> [String] {
            [name, "\(part.utterances)", Spoken.duration(part.seconds), note]
        }
        var rows = [
            row("corpus", forecast.all, Spoken.count(files, "file")), row("already answered", forecast.cached),
        ]
        if forecast.duplicates.utterances > 0 { rows.append(row("same sound as another", forecast.duplicates)) }
        if !forecast.unreadable.isEmpty { rows.append(["cannot be read", "\(forecast.unreadable.count)", "", ""]) }
        rows.append(row("to be sent", forecast.toSend))
        if let within = forecast.withinLimits, let limit = forecast.limit {
            rows.append(row("before a limit", within, limit.description))
        }
        let table = TextTable(header: ["", "utterances", "audio", ""], rows: rows, leading: [0, 3]).text
        return ([table] + lines).joined(separator: "\n")
    }

    private var lines: [String] {
        var lines: [String] = []
        if requests > 0 {
            lines.append(
                "\(Spoken.count(requests, "request")) at least"
                    + (isFree ? ", nothing is billed" : ", \(Spoken.duration(billedSeconds)) billed" + priceText))
            lines.append("about \(Spoken.duration(estimatedSeconds)), \(paceText)")
        }
        if unknownLength > 0 {
            lines.append("\(Spoken.count(unknownLength, "recording")) do not say how long they are: not in the sums")
        }
        if lengthsFromHeaders > 0 {
            lines.append(
                "\(Spoken.count(lengthsFromHeaders, "length")) from file headers; sound known under another name shows "
                    + "only when it is decoded")
        }
        lines.append("nothing was decoded, nothing was sent")
        return lines
    }

    private var priceText: String {
        guard let cost, let price else { return "; --price-per-minute tells what it costs" }
        return ": \(Money.text(cost, price.currency)) at \(Money.plain(price.perMinute)) \(price.currency) a minute"
    }

    private var paceText: String {
        switch forecast.pace {
        case .measured(let rate, let answers):
            "at the pace of the last \(answers) answers (\(Spoken.decimal(rate, 1)) s of audio a second)"
        case .assumed(let perRequest, let perAudioSecond, let concurrency):
            "if a request takes \(Spoken.decimal(perRequest, 0)) s and \(Spoken.decimal(perAudioSecond, 1)) s for each second "
                + "of audio, \(concurrency) at a time"
        }
    }
}

/// Amounts as people write them.
enum Money {
    /// `0.0123 USD`, `12.34 USD`: two decimals, and as many more as it takes to show two digits of a small amount.
    static func text(_ amount: Double, _ currency: String) -> String {
        var places = 2
        while places < 6, amount > 0, amount < 10 / Double(Self.power(places)) { places += 1 }
        return "\(Spoken.decimal(amount, places)) \(currency)"
    }

    /// As short as it is exact.
    static func plain(_ amount: Double) -> String { amount == amount.rounded() ? String(Int(amount)) : String(amount) }

    private static func power(_ places: Int) -> Int { (0..<places).reduce(1) { power, _ in power * 10 } }
}
