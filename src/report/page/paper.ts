// How does a run report fall on exactly two sheets of A4 or Letter?

/**
 * What has no place on the two sheets is left out; what has is clamped, and each sheet ends where the paper does: whatever a run
 * holds, there are two. Heights are for Letter, the shorter one. `--print` adds every trade on further sheets.
 */
export const PAPER_STYLE = `
.sheet{display:contents}
.paper-only{display:none}
.one{display:block;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.lines{list-style:none}
@media print{
@page{margin:11mm}
@page trades{size:landscape;margin:10mm}
body{font-size:7.6pt;line-height:1.32}
.off,.without,footer{display:none}
.paper-only{display:block}
.sheet{display:block;overflow:hidden}
.sheet.first{height:216mm}
.sheet.second{height:252mm;break-before:page}
.sheet.all{overflow:visible;break-before:page;page:trades}
.top{display:block;padding:0;height:17mm;overflow:hidden}
.brand{font-size:6.5pt;margin:0}
h1{font-size:15pt;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
h2{font-size:10pt}h3{font-size:8pt}code,.mono,pre{font-size:6.6pt}table,thead th,tbody th{font-size:6.6pt}
.lead{margin:0;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}.lead span{white-space:normal}
.banner{padding:1mm 2.5mm;margin:0 0 2mm;border-radius:1mm;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.banner~.banner{display:none}
section{padding:1.6mm 0!important}
section>h2+*,.say+*{margin-top:1mm}
.tiles{grid-template-columns:repeat(6,minmax(0,1fr))!important;border-radius:1mm}
.tiles>div{padding:1mm 1.6mm!important}
.tiles dt{font-size:6.6pt}.tiles dd,.tiles .hero dd{font-size:10pt!important;white-space:nowrap}
.tiles .nb{white-space:normal}.tiles>div:not(.hero) dd{font-size:9pt!important}.tiles dd small{font-size:6.2pt;white-space:normal;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden;line-height:1.25}
.checks{grid-template-columns:repeat(3,minmax(0,1fr))!important;gap:0 4mm}
.checks li{padding:.7mm 0;grid-template-columns:3.6mm minmax(0,1fr);font-size:7pt;line-height:1.25}
.checks p{font-size:6.4pt}.checks .ok p{display:none}
.checks b,.checks p{overflow:hidden;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2}
.checks .ok p{display:none}
#believe{max-height:80mm;overflow:hidden}
#believe>.say{margin:-4.2mm 0 0!important;max-width:none;text-align:right;font-size:7.4pt}
#price-figure{display:none}
#chart details,#chart .legend{display:none}
#chart figure+figure{margin-top:1mm}
figcaption p{font-size:7pt;max-width:none}
.plot{margin-top:1mm;grid-template-columns:minmax(0,1fr) 14mm!important}
.tall>.field,.tall>.scale{height:36mm!important}.short>.field,.short>.scale{height:20mm!important}
.dates{height:4mm}.scale,.dates{font-size:6pt}.dates text{transform:translateY(-1mm)}.minor{display:inline!important}.narrow{display:none!important}
#months table{font-size:6.6pt}#months .early,#months details{display:none}
td.heat{min-width:0;padding:.6mm}
.facts{grid-template-columns:30mm minmax(0,1fr)!important}
.facts dt,.facts dd{padding:.6mm 0!important;border-top:1px solid var(--rule)!important}
.facts dd{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden;max-height:4.4em}
.hit{font-size:6.6pt;display:inline;margin-left:1mm}
.facts ul{display:inline}.facts li{display:inline}.facts li+li::before{content:" · "}
#assumptions .soft{display:none}#assumptions{max-height:104mm;overflow:hidden}.second .facts{font-size:7pt}.facts dt,.facts dd{line-height:1.25}
#provenance{max-height:80mm;overflow:hidden}
#provenance .facts{-webkit-line-clamp:none}
#provenance .unclamped{max-height:none}#provenance .tree{display:block;font-size:6.8pt;margin:.5mm 0 0}#provenance .tree li{display:grid;grid-template-columns:18mm minmax(0,1fr) auto;padding:0 0 0 1.5mm;line-height:1.2}#provenance .tree li::before{content:none!important}.tree span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
#provenance .unclamped{display:block}
#provenance .sources{display:none}
#provenance .say,#provenance h3{display:none}
#provenance .scroll,#provenance details{display:none}
#paper h2,#paper .gap{margin-top:1mm}
#paper table{font-size:6.6pt;table-layout:fixed}#paper th,#paper td{padding:.5mm 1mm;overflow:hidden}
#paper th:nth-child(1){width:10mm}#paper th:nth-child(2),#paper th:nth-child(3){width:10mm}
.lines .one{font-size:7pt}
.all table{font-size:5.6pt}.all th,.all td{padding:.5mm .8mm;white-space:normal}.all td{overflow-wrap:anywhere}
.all tfoot{display:table-row-group}
.all tbody tr:nth-child(-n+2){break-after:avoid}.all tbody tr:nth-last-child(-n+2){break-before:avoid}
a[href^="http"]::after{content:" (" attr(href) ")"}
}
`;
