/// The report's style sheet and security policy.
package enum PageStyle {
    /// Nothing may be loaded or run; audio may be played from files beside the report.
    package static let contentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self' file:"

    package static let sheet = Markup.Stylesheet(FigureStyle.variables + page + shades + FigureStyle.rules)

    /// The colours of legends and of words, which are no drawings.
    private static let shades: String = {
        var css = ""
        for index in Palette.light.series.indices { css += ".s\(index){--c:var(--series-\(index))}" }
        for step in Palette.light.heat.indices {
            css += "\n.a\(step){background:var(--heat-\(step));color:var(--heat-ink-\(step))}"
        }
        return css + "\n"
    }()

    private static let page = """
        :root{color-scheme:light dark}
        *{box-sizing:border-box}
        body{overflow-wrap:break-word;margin:0 auto;max-width:1180px;padding:24px 16px 64px;background:var(--background);color:var(--ink);\
        font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem}
        h2{font-size:1.3rem;line-height:1.25;margin:2.5rem 0 .5rem;padding-top:.75rem;border-top:1px solid var(--rule)}
        h3{font-size:1rem;margin:0 0 .5rem}
        p{max-width:72ch;margin:.5rem 0}
        .subtitle,.note,figcaption,caption{color:var(--muted)}
        .note,figcaption,caption{font-size:.875rem}
        a{color:var(--accent)}
        :focus-visible,audio:focus,audio:focus-within{outline:3px solid var(--accent);outline-offset:2px}
        .skip{position:absolute;left:-999px}
        .skip:focus{left:16px;top:8px;background:var(--background);padding:4px 8px}
        nav ol{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:1rem 0 0;padding:0}
        nav a{display:inline-block;padding:.25rem 0}
        .scroll{overflow-x:auto;max-width:100%;margin:.75rem 0}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums}
        caption{text-align:left;padding-bottom:.35rem}
        th,td{padding:.35rem .8rem;text-align:left;border-bottom:1px solid var(--rule);vertical-align:top}
        thead th{border-bottom:2px solid var(--muted);vertical-align:bottom}
        tbody th{font-weight:600}
        .number{text-align:right;white-space:nowrap}
        thead .number{white-space:normal}
        .panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,330px),1fr));gap:1.5rem;\
        margin:1rem 0}
        figure{margin:0;min-width:0}
        figure svg{display:block;max-width:100%;height:auto}
        figure.wide{grid-column:1/-1}
        figure.wide svg{max-width:none}
        figcaption{margin:.35rem 0}
        details{margin:.35rem 0;font-size:.875rem}
        summary{cursor:pointer;color:var(--accent);padding:.25rem 0;width:fit-content}
        .legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:.5rem 0;padding:0;\
        font-size:.875rem}
        .swatch{display:inline-block;width:1.6em;height:.75em;margin-right:.4em;background:var(--c);border-radius:2px}
        .swatch.thin{height:0;background:none;border-radius:0;border-top:3px solid var(--c);vertical-align:middle}
        .swatch.thin.broken{border-top:2px dashed var(--c)}
        .legend svg{margin-right:.4em;vertical-align:-2px}
        .words{line-height:2;overflow-wrap:anywhere}
        .words .e{border-radius:3px;padding:.1em .3em}
        del.e{background:var(--surface);text-decoration:line-through 2px;border:1px dashed var(--muted)}
        ins.e{background:var(--surface);text-decoration:underline 2px;border:1px solid var(--accent)}
        .weights{display:flex;flex-wrap:wrap;gap:.35rem .25rem;list-style:none;margin:.5rem 0;padding:0}
        .weights li{padding:.1rem .4rem;border-radius:3px;text-align:center;overflow-wrap:anywhere}
        .weights small{display:block;font-size:.75rem;font-variant-numeric:tabular-nums}
        .case{border:1px solid var(--rule);border-radius:6px;padding:.75rem 1rem;margin:.75rem 0;break-inside:avoid}
        .case h3{overflow-wrap:anywhere}
        .case dl{margin:.25rem 0}
        .cases{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,500px),1fr));gap:0 .75rem;\
        list-style:none;margin:0;padding:0}
        .cases>li{min-width:0}
        audio{display:block;width:100%;max-width:420px;height:40px;margin:.5rem 0}
        .facts{display:grid;grid-template-columns:fit-content(40%) minmax(0,1fr);gap:.3rem 1.25rem;margin:.5rem 0}
        .facts dt{color:var(--muted);overflow-wrap:anywhere;min-width:7rem}
        .facts dd{margin:0;overflow-wrap:anywhere}
        code{font:.875em ui-monospace,"DejaVu Sans Mono",monospace}
        @media (max-width:520px){
        .facts{grid-template-columns:minmax(0,1fr);gap:0}
        .facts dd{margin-bottom:.5rem}
        table{font-size:.875rem}
        th,td{padding:.25rem .35rem}
        .number{white-space:normal}
        .detail{white-space:nowrap}
        }
        @media (max-width:480px){
        table{font-size:.75rem}
        th,td{padding:.25rem .2rem}
        th:first-child{padding-left:0}
        th:last-child,td:last-child{padding-right:0}
        tbody td:not(.number){overflow-wrap:anywhere}
        .detail{display:block;font-size:.6875rem;word-spacing:-.25em;color:var(--muted)}
        }
        @media print{
        body{max-width:none;padding:0;font-size:11pt}
        nav,.skip,summary,details:not([open]),audio{display:none}
        figure svg,tr{break-inside:avoid}
        figure.wide svg{max-width:100%}
        h2,h3{break-after:avoid}
        .scroll{overflow:visible}
        .panels{grid-template-columns:repeat(2,1fr)}
        .panels.three{grid-template-columns:repeat(3,1fr);gap:.75rem}
        .weights li{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        .note,h3,caption,thead{break-after:avoid}
        tbody tr:first-child{break-before:avoid}
        }

        """
}
