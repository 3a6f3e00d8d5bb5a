// How does the check of a file of bars read on a terminal?

import { formatDay, formatInstant } from "../instrument/time.js";
import { type CheckedFile, type CheckFinding, cleanKinds, coverageOf } from "./check-document.js";
import { countText, percentText, plural, timeframeText } from "./format.js";
import { ascii, paint, type TextStyle } from "./text-style.js";

/** Findings of one kind that are shown; --json has the first hundred. */
const SHOWN = 5;

/** As `ux/cli.md` draws it: ✗ errors, ! warnings, ✓ what was looked at and is clean. Piped, a finding a line with tabs. */
export function checkText(file: CheckedFile, style: TextStyle): string {
  if (style.tsv) return tsvOf(file);
  const { source, counts } = file;
  const { expected, present } = coverageOf(file);
  const dates = file.days.length;
  const share = expected === 0 ? "no hour is covered on half of the dates" : shareText(present, expected);
  const lines = [
    `  ${paint(style, "bold", source.file)} · ${source.symbol} ${timeframeText(source.timeframeMs)} · ${formatDay(source.firstDay)} → ${formatDay(source.lastDay)} · ${plural(dates, "trade date")}`,
    `  ${plural(source.bars, "bar")} · ${share}`,
  ];
  const { rows } = source;
  if (rows !== undefined) {
    const parts = [
      `${countText(rows.accepted)} accepted`,
      `${countText(rows.repaired)} repaired`,
      `${countText(rows.rejected)} left out`,
      ...(rows.skipped > 0 ? [`${countText(rows.skipped)} skipped`] : []),
      ...(rows.otherContracts > 0 ? [`${countText(rows.otherContracts)} of other contracts`] : []),
    ];
    lines.push(`  ${plural(rows.read, "row")} = ${parts.join(" + ")}`);
  }
  lines.push("");
  const sorted = [...counts].sort((a, b) => Number(a.grade === "warning") - Number(b.grade === "warning"));
  for (const { kind, grade, count } of sorted) {
    const mark = grade === "error" ? paint(style, "red", "✗") : paint(style, "yellow", "!");
    lines.push(`  ${mark} ${paint(style, "bold", kind)}  ${countText(count)}`);
    const own = file.findings.filter((one) => one.kind === kind && one.grade === grade);
    for (const finding of own.slice(0, SHOWN)) lines.push(`      ${placeOf(finding)}  ${finding.found}`);
    if (count > SHOWN) lines.push(`      … and ${countText(count - Math.min(SHOWN, own.length))} more`);
    if (own[0] !== undefined) lines.push(paint(style, "dim", `      expected: ${own[0].expected}`));
  }
  lines.push(`  ✓ ${cleanKinds(file).join(", ")}`);
  const text = lines.join("\n");
  return style.unicode ? text : ascii(text);
}

const shareText = (present: number, expected: number): string =>
  `${percentText(floored(present, expected), 2)} of the ${countText(expected)} bars that the exchange's calendar has`;

/** Never 100 % while one is missing. */
export const floored = (present: number, expected: number): number =>
  Math.floor((10_000 * present) / expected) / 100;

/** "MESM4.csv:20417", or the time where bars have no lines. */
const placeOf = ({ file, line, from }: CheckFinding): string =>
  line === null ? (from === null ? file : formatInstant(from)) : `${file}:${line}`;

const tsvOf = ({ findings, source }: CheckedFile): string =>
  findings
    .map(({ grade, kind, file, line, from, found, expected }) =>
      [
        grade,
        kind,
        line === null ? file : `${file}:${line}`,
        from === null ? "" : formatInstant(from),
        found,
        expected,
      ].join("\t"),
    )
    .join("\n") || `clean\t\t${source.file}\t\t\t`;
