// What does a comparison look like beside what every report does?

export const COMPARE_STYLE = `
.delta{display:block;font-size:11.5px;line-height:1.35;color:var(--soft);font-weight:400}
td>small.delta,th small.delta,span>small.delta{white-space:normal;min-width:9em}
.n small.delta{min-width:0;white-space:nowrap}
h3+.scroll{margin-top:8px}
.tag{display:table;margin-left:auto;font-size:10.5px;font-weight:600;letter-spacing:.04em;color:var(--link);border:1px solid currentColor;border-radius:99px;padding:0 7px;line-height:1.5}
.greyed{opacity:.35}
.load-line{fill:none;stroke:var(--accent);stroke-width:2}
.versions{stroke-width:1.5;fill:none;vector-effect:non-scaling-stroke}
.ver-a{stroke:var(--c0)}.ver-b{stroke:var(--c1);stroke-dasharray:6 3}
.mark-a{fill:var(--c0);stroke:var(--card)}.mark-b{fill:var(--card);stroke:var(--c1);stroke-width:1.5}
.exit-a{fill:none;stroke:var(--c0);stroke-width:2}.exit-b{fill:none;stroke:var(--c1);stroke-width:2}
.runs td.failed data,.runs td.failed span{color:inherit}
details>figure{margin-top:12px}
h3+.say{margin-top:4px}
.say+h3,.scroll+h3{margin-top:22px}
`;
