// How does what came out of watching a strategy read, for people and for programs?

import type { z } from "zod";
import { type Finding, FOUND, type Verified } from "../domain/verified.js";
import { formatInstant } from "../instrument/time.js";
import { countText, plural } from "./format.js";
import { paint, type TextStyle } from "./text-style.js";
import type { verifySchema } from "./verify-schema.js";
import { oneLine } from "./visible.js";

export type VerifyDocument = z.infer<typeof verifySchema>;

/** Ends without a line end. Piped: label, tab, value. */
export function verifyText(verified: Verified, instrument: string, style: TextStyle): string {
  const { strategy, findings, bars, orders } = verified;
  const line = (label: string, text: string): string =>
    style.tsv ? `${label}\t${text}` : `  ${label.padEnd(12)} ${text}`;
  const found = (codes: readonly Finding["code"][]) => findings.find(({ code }) => codes.includes(code));
  const check = (label: string, codes: readonly Finding["code"][], fine: string): string => {
    const one = found(codes);
    if (one === undefined) return line(label, `${style.tsv ? "ok" : paint(style, "bold", "✓")} ${fine}`);
    return line(label, `${style.tsv ? "found" : paint(style, "red", "✗")} ${one.code}`);
  };
  const head = `${oneLine(strategy)} on ${oneLine(instrument)}, ${plural(bars, "bar")}, ${plural(orders, "order")}`;
  return [
    line("watched", style.tsv ? head : paint(style, "bold", head)),
    check(
      "look-ahead",
      [FOUND.lookAhead],
      `the same orders with the future cut off at ${plural(verified.cuts, "instant")} (${countText(verified.cutsAtOrders)} with an order), and with noise in its place`,
    ),
    check(
      "twice",
      [FOUND.differs],
      `a second run in the same process decides the same${verified.threads === 0 ? "" : `, and ${plural(verified.threads, "run")} at once on as many threads come out the same`}`,
    ),
    check("clock", [FOUND.clock], "neither the clock nor chance is asked"),
    check("bars", [FOUND.wrote], "bars are as they were"),
    check("decidesAt", [FOUND.skips], "no bar in which it decides is left out"),
    warmupLine(verified, check, line),
    ...findings.flatMap((finding) => ["", ...findingLines(finding, line)]),
  ].join("\n");
}

type Line = (label: string, text: string) => string;
type Check = (label: string, codes: readonly Finding["code"][], fine: string) => string;

function warmupLine({ starts, settledAfter }: Verified, check: Check, line: Line): string {
  if (starts === 0) return line("warm-up", "not looked at: too few bars, or bars of several files");
  const begun = plural(starts, "later start");
  if (settledAfter === null)
    return check(
      "warm-up",
      [FOUND.warmup],
      `history matters throughout: none of ${begun} came to the same orders`,
    );
  return check(
    "warm-up",
    [FOUND.warmup],
    `history no longer matters after ${plural(settledAfter, "bar")} (${begun})`,
  );
}

function findingLines(finding: Finding, line: Line): string[] {
  const { code, message, time, asRun, watched, values, where, excerpt } = finding;
  const nothing = "nothing";
  const both =
    asRun === null && watched === null
      ? []
      : [
          line(SIDES[code]?.[0] ?? "as run", asRun ?? nothing),
          line(SIDES[code]?.[1] ?? "watched", watched ?? nothing),
        ];
  return [
    line(code, oneLine(message)),
    ...(time === null ? [] : [line("at", formatInstant(time))]),
    ...both.map(oneLine),
    ...values.map((value) =>
      line(
        "read",
        oneLine(`${value.name} was ${value.asRun}; ${value.watched} with nothing but what had happened`),
      ),
    ),
    ...(where === null ? [] : [line("where", oneLine(where))]),
    ...(excerpt === null ? [] : excerpt.split("\n").map((text) => `    ${text}`)),
    line("way out", WAYS[code]),
  ];
}

const SIDES: Partial<Record<Finding["code"], readonly [string, string]>> = {
  [FOUND.lookAhead]: ["with all", "up to there"],
  [FOUND.differs]: ["first run", "second run"],
  [FOUND.skips]: ["with it", "without it"],
};

const WAYS: Readonly<Record<Finding["code"], string>> = {
  [FOUND.lookAhead]:
    "value i of a column may use bars up to i only: no column[i + 1], no maximum or mean of the whole",
  [FOUND.clock]: "use this.time for the time of the bar; randomOf with a seed that is a parameter for chance",
  [FOUND.differs]: "state in fields of the class: variables of the module and of globalThis outlive a run",
  [FOUND.warmup]: "state a longer warm-up, or an indicator with a window in place of one that never forgets",
  [FOUND.wrote]: "copy a column before writing: Float64Array.from(column)",
  [FOUND.skips]: "let decidesAt name every cross that onBar asks about, or leave it out",
};

/** `tickproof.verify/1`, described by docs/schema/verify.schema.json. */
export const verifyDocument = (
  checked: readonly (Verified & { readonly instrument: string })[],
): VerifyDocument => ({
  schema: "tickproof.verify/1",
  ok: checked.every(({ findings }) => findings.length === 0),
  checked: checked.map(({ file: _, findings, ...facts }) => ({
    ...facts,
    findings: findings.map(findingRow),
  })),
});

export const findingRow = ({
  bar: _,
  excerpt: __,
  time,
  values,
  ...rest
}: Finding): VerifyDocument["checked"][number]["findings"][number] => ({
  ...rest,
  values: [...values],
  time: time === null ? null : formatInstant(time),
});
