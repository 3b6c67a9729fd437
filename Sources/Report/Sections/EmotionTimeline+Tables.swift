extension EmotionTimeline {
    /// Share of the time of each label, and where its longest stretch is.
    var summary: Markup {
        let totals = totals ?? Self.totals(of: recordings, labels)
        let seconds = totals.reduce(0) { $0 + $1.seconds }
        return PageParts.table(
            caption: "Share of the time of each label, and its longest stretch",
            columns: [
                .init("Label"), .init("Time", isNumber: true), .init("Percent", isNumber: true),
                .init("Stretches", isNumber: true), .init("Longest", isNumber: true), .init("Where it begins"),
            ],
            rows: totals.filter { $0.label != nil || $0.stretches > 0 }.map { total in
                [
                    total.label ?? "no label", Self.clock(total.seconds),
                    seconds > 0 ? Numbers.percent(total.seconds / seconds) : Numbers.absent,
                    Numbers.count(total.stretches), total.longest.map { Self.clock($0.seconds) } ?? Numbers.absent,
                    total.longest.map { "\($0.recording), \(Self.clock($0.start))" } ?? Numbers.absent,
                ]
            })
    }

    /// For each recording the share of its labelled time that each label has, and the longest stretch of all.
    var recordingTable: Markup {
        let rows = recordings.prefix(limit).map { recording -> [String] in
            let totals = (recording.totals ?? Self.totals(of: [recording], labels)).filter { $0.label != nil }
            let seconds = totals.reduce(0) { $0 + $1.seconds }
            let longest = totals.max { ($0.longest?.seconds ?? 0) < ($1.longest?.seconds ?? 0) }
            let shares = labels.map { label in
                let own = totals.first { $0.label == label }?.seconds ?? 0
                return seconds > 0 ? Numbers.percent(own / seconds) : Numbers.absent
            }
            return [recording.name, Self.clock(seconds)] + shares
                + [
                    longest?.longest.map { "\(longest?.label ?? ""), \(Self.clock($0.seconds))" } ?? Numbers.absent,
                    longest?.longest.map { Self.clock($0.start) } ?? Numbers.absent,
                ]
        }
        return PageParts.table(
            caption: "Each recording: percent of its labelled time, and its longest stretch",
            columns: [.init("Recording"), .init("Labelled", isNumber: true)]
                + labels.map { .init($0, isNumber: true) }
                + [.init("Longest stretch"), .init("Where it begins", isNumber: true)],
            rows: rows)
    }

    static func players(_ recordings: [Recording]) -> Markup {
        PageParts.folded(
            "Listen to the recordings",
            [
                .element(
                    "ol", ["class": "cases"],
                    recordings.map { recording in
                        .element(
                            "li", [:],
                            [.element("bdi", [:], [.text(recording.name)])]
                                + (recording.audio.map { [$0.player(name: "Recording \(recording.name)")] } ?? []))
                    })
            ])
    }

    /// What the stretches say, a row for each label and one for what has none.
    private static func totals(of recordings: [Recording], _ labels: [String]) -> [Total] {
        let all = recordings.flatMap { recording in
            joined(recording.stretches).map { (recording: recording.name, stretch: $0) }
        }
        return (labels.map(Optional.some) + [nil]).map { label in
            let own = all.filter { $0.stretch.label == label }
            let longest = own.max { $0.stretch.seconds < $1.stretch.seconds }
            return Total(
                label: label, seconds: own.reduce(0) { $0 + $1.stretch.seconds }, stretches: own.count,
                longest: longest.map {
                    .init(recording: $0.recording, start: $0.stretch.start, end: $0.stretch.end)
                })
        }
    }

    func stretchTable(_ shown: [Recording]) -> Markup {
        let rows = shown.flatMap { recording in
            Self.joined(recording.stretches).map { stretch in
                [
                    recording.name, Self.clock(stretch.start), Self.clock(stretch.end), stretch.label ?? "no label",
                    Numbers.fixed(stretch.confidence, 2),
                ]
            }
        }
        return PageParts.table(
            caption: "The stretches" + (rows.count > Self.listed ? ", the first \(Numbers.count(Self.listed))" : ""),
            columns: [
                .init("Recording"), .init("From", isNumber: true), .init("To", isNumber: true), .init("Label"),
                .init("Confidence", isNumber: true),
            ],
            rows: Array(rows.prefix(Self.listed)))
    }

    private static let listed = 500
}
