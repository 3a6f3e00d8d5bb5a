// What does a comparison look like beside what every report does?

/**
 * On paper stands what compares: side by side, what to believe, curves, differences, joint falls, the shared account in its sums, where it came
 * from. All figures, costs, single trades and the books are columns by the dozen and rows by the hundred: they stay in the file, as the last
 * line says.
 */
const PAPER = `
.paper-only{display:none}
@media print{
@page{margin:10mm}
.paper-only{display:block}
#metrics,#costs,#diff details,#together .books,.without,footer,.gloss{display:none}
body{font-size:7.4pt;line-height:1.3}
h1{font-size:14pt}h2{font-size:9.5pt}h3,.gap{font-size:8pt;margin-top:1.2mm!important}code,.mono,pre{font-size:6.2pt}table,thead th,tbody th{font-size:6.4pt}
.top{display:block;padding:0}.brand{font-size:6.5pt;margin:0}.lead{margin:0}
.banner{padding:1mm 2.5mm;margin:0 0 1.5mm;border-radius:1mm}
section{padding:1.2mm 0!important}section>h2+*,.say+*,h3+.say,h3+.scroll{margin-top:.8mm!important}
.say,figcaption p{max-width:none;font-size:6.8pt;line-height:1.25}figcaption .legend{font-size:6.6pt;margin-top:.5mm}
th,td{padding:.35mm 1mm}.delta,.tag,td small,th small{font-size:5.8pt;line-height:1.2}
.checks{grid-template-columns:repeat(3,minmax(0,1fr))!important;gap:0 4mm}
.checks li{padding:.5mm 0;grid-template-columns:3.6mm minmax(0,1fr);font-size:6.8pt;line-height:1.25}.checks p{font-size:6.2pt}.checks p{margin:0}
.tiles{grid-template-columns:repeat(4,minmax(0,1fr))!important}.tiles>div{padding:.8mm 1.6mm!important}.tiles dt{font-size:6.4pt}.tiles dd,.tiles .hero dd{font-size:9.5pt!important}.tiles dd small{font-size:6pt}
.plot{margin-top:.8mm;grid-template-columns:minmax(0,1fr) 14mm!important}.tall>.field,.tall>.scale{height:34mm!important}.short>.field,.short>.scale{height:20mm!important}.strip>.field,.strip>.scale{height:8mm!important}
.dates{height:4mm}.scale,.dates{font-size:6pt}.dates text{transform:translateY(-1mm)}.minor{display:inline!important}.narrow{display:none!important}
#diff .pairs:has(>div+div){columns:2;column-gap:6mm}#diff .pairs>div{break-inside:avoid}
#joint .plot.short,#together .plot.tall{break-inside:avoid}
#together .plot.tall>.field,#together .plot.tall>.scale{height:22mm!important}
td.heat{min-width:0;padding:.4mm 1mm}td.heat small{display:inline;margin-left:1mm}
.facts{grid-template-columns:30mm minmax(0,1fr)!important;font-size:6.4pt}.facts dt,.facts dd{padding:.4mm 0!important;border-top:1px solid var(--rule)!important;line-height:1.2}
}`;

export const COMPARE_STYLE = `
.delta{display:block;font-size:12px;line-height:1.35;color:var(--soft);font-weight:400}
td>small.delta,th small.delta,span>small.delta{white-space:normal;min-width:9em}
.n small.delta{min-width:0;white-space:nowrap}
h3+.scroll{margin-top:8px}
.tag{display:table;margin-left:auto;font-size:12px;font-weight:600;letter-spacing:.04em;color:var(--link);border:1px solid currentColor;border-radius:99px;padding:0 7px;line-height:1.5}
@media (min-width:901px){.tiles{grid-template-columns:repeat(4,minmax(0,1fr))}}
.checks+.checks{margin-top:0}
.greyed{opacity:.35}
.load-line{fill:none;stroke:var(--accent);stroke-width:2}
.versions{stroke-width:1.5;fill:none;vector-effect:non-scaling-stroke}
.ver-a{stroke:var(--c0)}.ver-b{stroke:var(--c1);stroke-dasharray:6 3}
.mark-a{fill:var(--c0);stroke:var(--card)}.mark-b{fill:var(--card);stroke:var(--c1);stroke-width:1.5}
.exit-a{fill:none;stroke:var(--c0);stroke-width:2}.exit-b{fill:none;stroke:var(--c1);stroke-width:2}
.runs td.failed data,.runs td.failed span{color:inherit}
details>figure{margin-top:12px}
h3+.say{margin-top:4px}
.say+h3,.scroll+h3{margin-top:22px}${PAPER}
`;
