// What does a report look like?

import { TEXT_COLUMNS } from "./table.js";

/** Worn where the system asks for it, or the reader. */
const DARK = `--page:#0f1216;--card:#171b21;--ink:#e7eaee;--soft:#a3acb8;--rule:#282e37;--edge:#353d48;--wash:#1c2128;
--gain:#56b4e9;--gain-text:#6bbfee;--loss:#e69f00;--loss-text:#f0ad1c;--accent:#56b4e9;--ground:#5f6b7a;--closes:#c5cdd8;
--ok:#35c79a;--warn:#f0ad1c;--warn-wash:#2c2414;--link:#7cc6f2;
--c0:#56b4e9;--c1:#e69f00;--c2:#2fc296;--c3:#dd8fbf;--c4:#f0e442;--c5:#9aa7ff;--c6:#e7eaee;--c7:#9a9a9a;
--h1:#16304a;--h2:#1b4a70;--h3:#22679b;--l1:#3a2c12;--l2:#5e4310;--l3:#86600c`;

/**
 * One sheet for every report, light, dark and paper. Colours are Okabe and Ito's, made for colour-blind readers: text uses the
 * darker vermillion, shapes the plain one. Contrast is at least 4.5:1 for text and 3:1 for shapes on both grounds.
 */
export const STYLE = `
:root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--ink:#14171c;--soft:#555e6b;--rule:#e1e4e9;--edge:#d3d8df;--wash:#f7f8fa;
--gain:#0072b2;--gain-text:#0067a1;--loss:#d55e00;--loss-text:#a84300;--accent:#0072b2;--ground:#8a95a3;--closes:#3c4653;
--ok:#00795a;--warn:#a84300;--warn-wash:#fdf1e7;--link:#00619b;
--c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#b0528a;--c4:#8f6a00;--c5:#3d8fc4;--c6:#14171c;--c7:#7a7a7a;
--h1:#dcebf5;--h2:#aed2ea;--h3:#7ab6dc;--l1:#fbe7d9;--l2:#f6c9a8;--l3:#eea46f}
@media screen and (prefers-color-scheme:dark){:root:not(.light){color-scheme:dark;${DARK}}}
@media screen{
:root.dark{color-scheme:dark;${DARK}}}
:root.light{color-scheme:light}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;
font-variant-numeric:tabular-nums;overflow-wrap:break-word}
.wrap{max-width:1280px;margin:0 auto;padding:0 24px 64px}
a{color:var(--link);text-underline-offset:2px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
b,strong{font-weight:600}
h1,h2,h3,p,dl,dd,ul,figure,table{margin:0;padding:0}
h1{font-size:24px;line-height:1.2;font-weight:600;letter-spacing:-.015em}
h2{font-size:18px;line-height:1.3;font-weight:600;letter-spacing:-.01em}
h3{font-size:13px;font-weight:600}
code,.mono{font:13px/1.5 ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
.top{padding:22px 0 14px;display:flex;flex-wrap:wrap;justify-content:space-between;gap:10px 24px}
.top>div{min-width:0;flex:1 1 480px}
.top>.root{flex:0 1 auto}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.without{color:var(--soft);font-size:13px;margin:0 0 14px}
.brand{font-size:12px;font-weight:600;letter-spacing:.08em;text-transform:uppercase;color:var(--soft);margin-bottom:8px}
.lead{color:var(--soft);margin-top:6px}
.lead span{white-space:nowrap}
nav{margin:0 0 14px;overflow-x:auto;border-bottom:1px solid var(--edge);scrollbar-width:thin}
nav ul{display:flex;gap:0 11px;list-style:none;width:max-content}@media(min-width:900px){nav ul{width:auto;flex-wrap:wrap}}
nav a{display:block;padding:8px 0;color:var(--soft);text-decoration:none;font-size:13px}
nav a:hover{color:var(--ink);box-shadow:inset 0 -2px var(--accent)}
section{background:var(--card);border:1px solid var(--rule);border-radius:12px;padding:22px 24px;margin:0 0 18px;min-width:0;scroll-margin-top:12px}
section>h2{margin-bottom:4px}
@media screen{.js:not(.done) #chart~section{content-visibility:auto;contain-intrinsic-size:auto 640px}}
section>h2+*{margin-top:14px}
section>.sr+*{margin-top:0}
.say{color:var(--soft);max-width:92ch}
section>h2+.say{margin-top:2px}
.say+*{margin-top:16px}
.gloss{color:var(--soft);font-size:13px;margin-top:8px;max-width:92ch}.gloss b{font-weight:600}
.gap{margin-top:22px}
.banner{border:1px solid var(--warn);background:var(--warn-wash);color:var(--ink);border-radius:12px;padding:12px 18px;margin:0 0 18px}
.banner strong{color:var(--warn)}
.gain{color:var(--gain-text)}.loss{color:var(--loss-text)}.soft,.why{color:var(--soft)}
.tiles{display:grid;grid-template-columns:repeat(6,minmax(0,1fr));gap:1px;background:var(--rule);border:1px solid var(--rule);border-radius:10px;overflow:hidden}
.tiles>div{background:var(--card);padding:10px 14px 12px;min-width:0}
.tiles dt{font-size:12px;color:var(--soft)}
.tiles dd{font-size:18px;font-weight:600;letter-spacing:-.01em;line-height:1.35}
.tiles dd small{display:block;font-size:12px;line-height:1.4;font-weight:400;color:var(--soft);letter-spacing:0;margin-top:1px}
.tiles small .nb{white-space:normal}
.tiles .hero{background:var(--wash)}
.tiles .hero dd{font-size:24px;line-height:1.25}
.checks{list-style:none;display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:0 28px}
.checks li{display:grid;grid-template-columns:20px minmax(0,1fr);padding:7px 0;border-top:1px solid var(--rule);font-size:13px;line-height:1.4}
.checks .mark{font-weight:600}
.checks b{font-weight:600}
.checks p{color:var(--soft);font-size:13px}
.ok .mark{color:var(--ok)}.note .mark,.bad .mark,.unknown .mark{color:var(--warn)}
.bad b{color:var(--warn)}
.scroll{overflow-x:auto;max-width:100%;border:1px solid var(--rule);border-radius:8px}
.scroll.tall{max-height:560px;overflow:auto}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:13px}
th,td{padding:7px 12px;text-align:left;white-space:nowrap;border-bottom:1px solid var(--rule);vertical-align:top}
td.wide,th.wide{white-space:normal;min-width:18em}
thead th{font-weight:600;font-size:12px;color:var(--soft);background:var(--wash);position:sticky;top:0;z-index:1}
thead th[title]{text-decoration:underline dotted;text-underline-offset:3px}
tbody th{font-weight:400}
tbody tr:last-child>*{border-bottom:0}
:where(tbody tr:hover)>*{background:var(--wash)}
tfoot>tr>*{border-top:1px solid var(--edge);border-bottom:0;font-weight:600}
.n,.r th,.r td{text-align:right}
${TEXT_COLUMNS}
data,.nb,time{white-space:nowrap}
.c{text-align:center}
tr:has(>.heat)>*{vertical-align:middle}
td.heat{text-align:center;min-width:56px;padding:5px 6px;line-height:1.25;color:var(--ink)}
td.heat small{display:block;color:var(--ink);font-size:11px}
td.few{background-image:repeating-linear-gradient(135deg,transparent 0 5px,var(--rule) 5px 6px)}
.p1{background-color:var(--h1)}.p2{background-color:var(--h2)}.p3{background-color:var(--h3)}
.m1{background-color:var(--l1)}.m2{background-color:var(--l2)}.m3{background-color:var(--l3)}
.sides thead th{white-space:normal;min-width:84px}
.sides thead th.c{min-width:0}
.sides tbody th,.sides thead th:first-child{position:sticky;left:0;background:var(--card);z-index:1}
.sides thead th:first-child{background:var(--wash);z-index:2}
.sides tbody tr:hover>th{background:var(--wash)}
.failed{color:var(--soft);background:var(--wash)}
.facts{display:grid;grid-template-columns:minmax(150px,230px) minmax(0,1fr)}
.facts dt,.facts dd{padding:8px 0;border-top:1px solid var(--rule)}
.facts dt{color:var(--soft);padding-right:16px}
.facts dt:first-of-type,.facts dt:first-of-type+dd{border-top:0}
.facts ul{list-style:none}
.facts .tree{margin:8px 0 0 4px;font-size:13px}
.tree li{display:grid;grid-template-columns:92px minmax(0,1fr) auto;gap:0 14px;border-left:1px solid var(--edge);padding:2px 0 2px 12px}
.tree b{font-weight:400;color:var(--soft)}
.hit{display:block;color:var(--soft);font-size:13px}
details>.facts{margin-top:10px}
figure+figure,.scroll+figure,figure+.scroll,figure+h3{margin-top:26px}
figcaption p{color:var(--soft);font-size:13px;max-width:90ch}
figcaption .legend{display:flex;max-width:none;flex-wrap:wrap;gap:4px 18px;margin-top:6px;font-size:13px}
.key{display:inline-flex;align-items:center;gap:6px;min-width:0;max-width:100%;overflow-wrap:anywhere}
.swatch{width:14px;height:10px;overflow:visible;flex:none}
.plot{display:grid;grid-template-columns:minmax(0,1fr) 70px;margin-top:12px}
.plot svg{display:block;overflow:visible}
.field{width:100%;border-bottom:1px solid var(--edge)}
.tall>.field,.tall>.scale{height:340px}
.short>.field,.short>.scale{height:170px}
.strip>.field,.strip>.scale{height:56px}
.stretch{overflow:hidden!important}
.scale,.dates{width:100%;font-size:12px}
.dates{height:22px}
.scale text,.dates text{fill:var(--soft)}
.narrow{display:none}
.roll{fill:none;stroke:var(--ground);stroke-dasharray:2 4}
.grid{stroke:var(--rule)}.zero{stroke:var(--ground)}
.stretch *{vector-effect:non-scaling-stroke}
.equity{fill:none;stroke:var(--accent);stroke-width:1.6;stroke-linejoin:round}
.high-water{fill:none;stroke:var(--ground);stroke-width:1;stroke-dasharray:3 3}
.under{fill:var(--loss);opacity:.28}
.under-line{fill:none;stroke:var(--loss);stroke-width:1.2}
.filled{fill:var(--accent);fill-opacity:.09}.under-line.filled{fill:var(--loss);fill-opacity:.28}
.load{fill:var(--accent);opacity:.35}
.ground{fill:none;stroke:var(--ground);stroke-width:1.2}
.closes{fill:none;stroke:var(--closes);stroke-width:.8}
.wick{fill:none;stroke:var(--closes)}
.plotted{fill:none;stroke-width:1.1;opacity:.9}
.rising{fill:var(--card);stroke:var(--closes)}
.falling{fill:var(--closes);stroke:var(--closes)}
.buy{fill:var(--gain);stroke:var(--card)}
.sell{fill:var(--loss);stroke:var(--card)}
.won{fill:none;stroke:var(--gain);stroke-width:2}
.lost{fill:none;stroke:var(--loss);stroke-width:2}
.long{fill:var(--gain);opacity:.75}.short-side{fill:var(--loss);opacity:.75}
.line0,.line1,.line2,.line3,.line4,.line5,.line6,.line7{fill:none;stroke-width:1.6;stroke-linejoin:round}
.line0{stroke:var(--c0)}.line1{stroke:var(--c1)}.line2{stroke:var(--c2)}.line3{stroke:var(--c3)}.line4{stroke:var(--c4)}.line5{stroke:var(--c5)}.line6{stroke:var(--c6)}.line7{stroke:var(--c7)}
.dash1{stroke-dasharray:7 3}.dash2{stroke-dasharray:2 3}.dash3{stroke-dasharray:9 3 2 3}.dash4{stroke-dasharray:14 4}.dash5{stroke-dasharray:5 2 1 2 1 2}.dash6{stroke-dasharray:1 5}
.bar-gain{fill:var(--gain)}.bar-loss{fill:var(--loss)}.bar-total{fill:var(--closes)}
.band{fill:var(--accent);opacity:.2}
.dot-won,.dot-lost{fill:none;stroke-width:6;stroke-linecap:round;stroke:var(--gain)}
.dot-lost{stroke:var(--loss);stroke-linecap:square;stroke-width:5}
.pair{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 32px}
.pair figure+figure{margin-top:0}
.still{margin-top:16px}
.sr+.root+.still{margin-top:0}
.still+.root+.still{margin-top:30px}
.scroll.bare{border:0}
.heatgrid{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(20px,1fr);gap:2px;margin-top:12px;padding-bottom:4px}
.d1{grid-template-rows:18px 26px}.d2{grid-template-rows:18px repeat(2,26px)}.d3{grid-template-rows:18px repeat(3,26px)}.d4{grid-template-rows:18px repeat(4,26px)}
.d5{grid-template-rows:18px repeat(5,26px)}.d6{grid-template-rows:18px repeat(6,26px)}.d7{grid-template-rows:18px repeat(7,26px)}
.heatgrid b{font:12px/18px inherit;font-weight:400;font-size:12px;color:var(--soft);white-space:nowrap;align-self:center}
.heatgrid .w{min-width:32px}
.heatgrid span,.swatch-cell{display:grid;place-items:center;background:var(--wash);border-radius:2px}
.heatgrid i,.swatch-cell i{display:grid;place-items:center;font:600 10px/1 system-ui,sans-serif;color:var(--ink);border-radius:2px;border:1px solid var(--ground)}
.heatgrid .p1,.heatgrid .p2,.heatgrid .p3,.swatch-cell .p1,.swatch-cell .p3{border-color:var(--gain)}
.heatgrid .m1,.heatgrid .m2,.heatgrid .m3,.swatch-cell .m3{border-color:var(--loss)}
i.p1::before,i.p2::before,i.p3::before{content:"+"}i.m1::before,i.m2::before,i.m3::before{content:"−"}
.swatch-cell{width:20px;height:20px}
.s1{width:9px;height:9px}.s1::before{display:none}.s2{width:13px;height:13px}.s3{width:17px;height:17px}.s4{width:20px;height:20px}
i.few{background-image:repeating-linear-gradient(135deg,transparent 0 3px,var(--soft) 3px 4px)}
.wraps{display:block;white-space:normal;min-width:16em}
.spark{width:110px;height:30px;display:block;margin-left:auto}
.root:not(.live),.root.live+.still{display:none}
.defs{position:absolute;width:0;height:0;overflow:hidden}
details{margin-top:10px}
summary{cursor:pointer;color:var(--link);font-size:13px;width:fit-content}
details>.scroll,details>pre{margin-top:10px}
pre{margin:0;overflow:auto;max-height:480px;background:var(--wash);border:1px solid var(--rule);border-radius:8px;padding:14px 16px}
pre code{overflow-wrap:normal}
footer{color:var(--soft);font-size:13px;padding:6px 0}
@media (max-width:1100px){.tiles{grid-template-columns:repeat(3,minmax(0,1fr))}.checks{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media (max-width:900px){.checks{grid-template-columns:minmax(0,1fr)}}
@media (max-width:800px){.pair{grid-template-columns:minmax(0,1fr)}.pair figure+figure{margin-top:26px}}
@media (max-width:600px){.wrap{padding:0 12px 40px}.top{padding:20px 4px 14px}h1{font-size:22px}nav{margin-left:4px}
section{padding:16px 14px;border-radius:10px}.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}.tiles>div{padding:11px 12px}.tiles .hero dd{font-size:20px}.tiles dd{font-size:16px}
.lead span{white-space:normal}.plot{grid-template-columns:minmax(0,1fr) 58px}.tall>.field,.tall>.scale{height:240px}.short>.field,.short>.scale{height:130px}
.sides tbody th{white-space:normal;max-width:42vw;overflow-wrap:break-word}.tree li{grid-template-columns:minmax(0,1fr) auto}.tree li span{grid-column:1/-1;grid-row:2}.minor{display:none}.narrow{display:inline}#up,#down,#out{transform:scale(.85)}.facts{grid-template-columns:minmax(0,1fr)}.facts dd{border-top:0;padding-top:0}.facts dt{padding-bottom:0}th,td{padding:6px 9px}}
@media (prefers-contrast:more){:root,:root.dark,:root:not(.light){--soft:var(--ink);--rule:var(--ground)}}
@media (forced-colors:active){.plot,.swatch,.spark,td.heat{forced-color-adjust:none}}
@media print{.root,.root.live{display:none}.root.live+.still{display:block}:root{color-scheme:light;--page:#fff;--soft:#454d59;--rule:#d9dde3;--edge:#b9c0ca;--wash:#f5f6f8;--warn-wash:#fff;--link:#14171c}
body{font-size:10.5pt}.wrap{max-width:none;padding:0}nav,details:not([open]){display:none}
section{border:0;border-top:1px solid var(--edge);border-radius:0;padding:10pt 0;margin:0}
section>h2,figcaption{break-after:avoid}figure,tr,.tiles,.checks li{break-inside:avoid}thead{display:table-header-group}thead th{position:static}
.scroll,.scroll.tall{max-height:none;overflow:visible;border:0}table{font-size:8pt}th,td{padding:2pt 4pt}
.plot *,.heat,.swatch *{print-color-adjust:exact;-webkit-print-color-adjust:exact}@page{margin:14mm}}
`;
