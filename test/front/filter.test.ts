// Does the filter box ask for what is written in it?

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { marked, matching } from "../../front/filter/match.js";
import { parseFilter } from "../../front/filter/parse.js";
import { printFilter } from "../../front/filter/print.js";
import {
  type Filter,
  isNumber,
  KEYS,
  type Key,
  NUMBERS,
  type NumberKey,
  RANGES,
  REVIEW_KEYS,
  RUN_KEYS,
  SETS,
  type SetKey,
  type Term,
  WORDS,
} from "../../front/filter/terms.js";
import { factsOf, type Sketch } from "./facts.js";

const filterOf = (text: string): Filter => {
  const { filter, problems } = parseFilter(text);
  expect(problems).toEqual([]);
  return filter!;
};
const canonical = (text: string): string => printFilter(filterOf(text));
const problemsOf = (text: string) =>
  parseFilter(text).problems.map(({ at, length, message, instead }) => ({
    part: text.slice(at, at + length),
    message,
    ...(instead === undefined ? {} : { instead }),
  }));

describe("the filter box", () => {
  test("reads every kind of term that the help names", () => {
    const text =
      'side:short hour:9-11 wd:mon,tue tag:orb exit:stop r<-1 net>50 contract:MESH6 session:regular hold>=90m mae:-100..-12.5 #12-20,31 flag:A -result:win "note text"';
    expect(canonical(text)).toBe(
      'side:short hour:9-11 wd:mon,tue tag:orb exit:stop r<-1 net>50 contract:MESH6 session:regular hold>=90m mae:-100..-12.50 #12-20,31 flag:ambiguous -result:win "note text"',
    );
  });

  test.each([
    ["wd:Mon-Fri", "wd:mon,tue,wed,thu,fri"],
    ["weekday:friday-mon", "wd:sun,mon,fri,sat"],
    ["net > 5", null],
    ["time:9:30-10:00", "time:09:30-10:00"],
    ["time:22:00-24:00,00:00-02:00", "time:22:00-24:00,00:00-02:00"],
    ["date:2024", "date:2024-01-01..2024-12-31"],
    ["date:2024-02", "date:2024-02-01..2024-02-29"],
    ["net>$1000", "net>1000"],
    ["net<−12.5", "net<-12.50"],
    ["r<=-1R", "r<=-1"],
    ["hold:1h..1d", "hold:1h..1d"],
    ["hold<5", "hold<5m"],
    ['tag:"a \\"b\\", c"', 'tag:"a \\"b\\", c"'],
    ["SIDE:Long", "side:long"],
    ["   ", ""],
  ])("%s is %s", (text, meant) => {
    expect(parseFilter(text).filter === null ? null : canonical(text)).toBe(meant);
  });

  test.each([
    ["sid:short", { part: "sid", message: 'There is no key "sid".', instead: "side" }],
    ["side:shrt", { part: "shrt", message: '"shrt" is no side: long, short.', instead: "short" }],
    [
      "short",
      {
        part: "short",
        message: '"short" alone asks nothing: a key stands before it, or quotes around it.',
        instead: "side:short",
      },
    ],
    ["side>long", { part: "side>", message: '"side" has no order, so ">" says nothing: write side:…' }],
    ["net>1,000", { part: "000", message: '"net>" takes one value; thousands are written without a comma.' }],
    ["tag:a,,b", { part: ",", message: "A value is missing before this comma." }],
    ["tag:a,", { part: ",", message: "A value is missing after this comma." }],
    ['tag:"a"b', { part: "b", message: "A comma or a blank is missing before this." }],
    ['tag:"a b', { part: '"a b', message: "The closing quote is missing." }],
    ["net:5..1", { part: "5..1", message: '"5..1" is empty: its first value is the larger one.' }],
    ["hour:24", { part: "24", message: '"24" was not understood: hours go from 0 to 23: 9 or 9-11.' }],
    [
      "date:2024-02-30",
      {
        part: "2024-02-30",
        message:
          '"2024-02-30" was not understood: dates are written 2024, 2024-03, 2024-03-01 or 2024-03-01..2024-03-15.',
      },
    ],
  ])("%s is refused at its place, with what was probably meant", (text, expected) => {
    expect(problemsOf(text)).toEqual([expected]);
  });

  test("several mistakes are all said at once, and nothing is filtered", () => {
    expect(parseFilter("foo:1 side:long bar<2").filter).toBeNull();
    expect(problemsOf("foo:1 side:long bar<2").map(({ part }) => part)).toEqual(["foo", "bar"]);
  });

  test("every key of the help can be written", () => {
    const example = (key: Key): string => {
      if (key === "#") return "#3";
      if (Object.hasOwn(SETS, key)) return `${key}:${SETS[key as SetKey][0]}`;
      if (isNumber(key)) return `${key}>1`;
      return { hour: "hour:9", time: "time:9:30-10:00", date: "date:2024" }[key as string] ?? `${key}:x`;
    };
    for (const key of RUN_KEYS) expect(filterOf(example(key))).toHaveLength(1);
  });
});

describe("docs/report-filters.md", () => {
  const page = readFileSync(new URL("../../docs/report-filters.md", import.meta.url), "utf8");

  test("shows filters that read as they are written", () => {
    const shown = [...page.matchAll(/```filter\n([^`]+)\n```/g)].map((match) => match[1]!);
    expect(shown.length).toBeGreaterThan(2);
    for (const line of shown) expect(canonical(line)).toBe(line);
  });

  test("tells every key, in the words of the page's own help", () => {
    const rows = [...page.matchAll(/^\| `([a-z#]+)` +\| (.+?) +\|$/gm)].map((match) => [match[1], match[2]]);
    expect(rows).toEqual([...RUN_KEYS].map((key) => [key, KEYS[key]]));
  });
});

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
const values = fc.array(text, { minLength: 1, maxLength: 3 });
const not = fc.boolean();
const numberKey = fc.constantFrom(
  ...(Object.keys(NUMBERS) as NumberKey[]).filter((key) => RUN_KEYS.has(key)),
);
const RUN_WORDS = WORDS.filter((key): key is "tag" | "exit" | "contract" => RUN_KEYS.has(key));
/** Values of a size that markets have, exact in the unit of the key. */
const numberOf = (key: NumberKey): fc.Arbitrary<number> =>
  NUMBERS[key] === "money"
    ? fc.integer({ min: -900_000_000_000, max: 900_000_000_000 })
    : NUMBERS[key] === "span"
      ? fc.integer({ min: 0, max: 40 * 86_400_000 })
      : fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const rising = (one: fc.Arbitrary<number>) =>
  fc.tuple(one, one).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const ranges = (one: fc.Arbitrary<{ from: number; to: number }>) =>
  fc.array(one, { minLength: 1, maxLength: 3 });
const minutes = fc
  .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 1439 }))
  .filter(([from, to]) => from !== to + 1)
  .map(([from, to]) => ({ from, to }));
const rangeOf = {
  hour: fc.record({ from: fc.integer({ min: 0, max: 23 }), to: fc.integer({ min: 0, max: 23 }) }),
  time: minutes,
  date: rising(fc.integer({ min: -20_000, max: 40_000 })),
  "#": rising(fc.integer({ min: 1, max: 999_999_999 })),
};
const term: fc.Arbitrary<Term> = fc.oneof(
  fc.constantFrom(...(Object.keys(SETS) as SetKey[])).chain((key) => {
    const words: readonly string[] = SETS[key];
    return fc.record({
      kind: fc.constant("set" as const),
      key: fc.constant(key),
      not,
      values: fc.subarray([...words], { minLength: 1 }),
    });
  }),
  fc.record({
    kind: fc.constant("words" as const),
    key: fc.constantFrom(...RUN_WORDS),
    whole: fc.boolean(),
    not,
    values,
  }),
  fc.constantFrom(...RANGES).chain((key) =>
    fc.record({
      kind: fc.constant("ranges" as const),
      key: fc.constant(key),
      not,
      ranges: ranges(rangeOf[key]),
    }),
  ),
  numberKey.chain((key) =>
    fc.oneof(
      fc.record({
        kind: fc.constant("ranges" as const),
        key: fc.constant(key),
        not,
        ranges: ranges(rising(numberOf(key))),
      }),
      fc.record({
        kind: fc.constant("compare" as const),
        key: fc.constant(key),
        op: fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const, "=" as const),
        not,
        value: numberOf(key),
      }),
    ),
  ),
  fc.record({ kind: fc.constant("text" as const), not, text: text.filter((one) => one.trim() !== "") }),
);

test("what is printed reads as the same filter, whatever it asks", () => {
  fc.assert(
    fc.property(fc.array(term, { maxLength: 6 }), (filter) => {
      expect(parseFilter(printFilter(filter))).toEqual({ filter, problems: [] });
    }),
    { numRuns: 1000 },
  );
});

test("no text makes the reader fail, and every problem points into the text", () => {
  const piece = fc.oneof(
    fc.constantFrom(...Object.keys(KEYS), ":", ">", "<", "=", "-", "#", ",", '"', "\\", " ", "..", "9"),
    fc.string({ maxLength: 4 }),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
      (written) => {
        const { filter, problems } = parseFilter(written);
        expect(filter === null).toBe(problems.length > 0);
        for (const { at, length } of problems) {
          expect(at).toBeGreaterThanOrEqual(0);
          expect(length).toBeGreaterThan(0);
          expect(at + length).toBeLessThanOrEqual(written.length);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

/** The same question asked of one trade in the plainest way. */
function holds(one: Term, trade: Sketch, n: number): boolean {
  const low = (value: string) => value.normalize("NFC").toLowerCase();
  const has = (() => {
    switch (one.kind) {
      case "set":
        return one.key === "flag"
          ? trade.flags.some((flag) => one.values.includes(flag))
          : one.values.includes(trade[one.key]);
      case "words":
        return one.values.some((value) =>
          one.whole
            ? low(trade[one.key as "tag"]) === low(value)
            : low(trade[one.key as "tag"]).includes(low(value)),
        );
      case "ranges":
        return one.ranges.some(({ from, to }) => {
          const within = (value: number) => value >= from && value <= to;
          if (one.key === "hour" || one.key === "time") {
            const value = one.key === "hour" ? Math.floor(trade.minute / 60) : trade.minute;
            return from <= to ? within(value) : value >= from || value <= to;
          }
          if (one.key === "#") return within(n);
          if (one.key === "date") return within(trade.date);
          const value = trade.numbers[one.key];
          return value !== null && within(value);
        });
      case "compare": {
        const value = trade.numbers[one.key];
        if (value === null) return false;
        const by = {
          "<": value < one.value,
          "<=": value <= one.value,
          ">": value > one.value,
          ">=": value >= one.value,
          "=": value === one.value,
        };
        return by[one.op];
      }
      case "text":
        return [trade.tag, trade.exit, ...trade.legs, ...trade.notes].some((words) =>
          low(words).includes(low(one.text)),
        );
    }
  })();
  return has !== one.not;
}

test("any filter finds the trades that a naive reader of single trades finds", () => {
  const word = fc.constantFrom("orb", "Orb long", "fade", "", "É", "stop loss", "target", "MESH6", "MESM6");
  const number = (key: NumberKey) =>
    NUMBERS[key] === "plain"
      ? fc.option(fc.integer({ min: -5, max: 5 }), { nil: null })
      : fc
          .integer({ min: -4, max: 4 })
          .map((value) => value * (NUMBERS[key] === "money" ? 1_000_000 : 60_000));
  const sketch: fc.Arbitrary<Sketch> = fc.record({
    side: fc.constantFrom("long", "short"),
    session: fc.constantFrom("regular", "overnight", "none"),
    wd: fc.constantFrom(...SETS.wd),
    result: fc.constantFrom(...SETS.result),
    flags: fc.subarray([...SETS.flag]),
    tag: word,
    exit: word,
    contract: word,
    minute: fc.integer({ min: 0, max: 1439 }),
    date: fc.integer({ min: 19_000, max: 19_010 }),
    numbers: fc.record(
      Object.fromEntries(Object.keys(NUMBERS).map((key) => [key, number(key as NumberKey)])),
    ),
    legs: fc.array(word, { maxLength: 2 }),
    notes: fc.array(word, { maxLength: 2 }),
  }) as fc.Arbitrary<Sketch>;
  const near: fc.Arbitrary<Term> = fc.oneof(
    term,
    fc.record({
      kind: fc.constant("words" as const),
      key: fc.constantFrom(...RUN_WORDS),
      whole: fc.boolean(),
      not,
      values: fc.array(word, { minLength: 1, maxLength: 2 }),
    }),
    fc.record({ kind: fc.constant("text" as const), not, text: fc.constantFrom("orb", "STOP", "é", "me") }),
    fc.record({
      kind: fc.constant("compare" as const),
      key: numberKey,
      op: fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const, "=" as const),
      not,
      value: fc
        .integer({ min: -4, max: 4 })
        .chain((value) => fc.constantFrom(value, value * 60_000, value * 1_000_000)),
    }),
    fc.record({
      kind: fc.constant("ranges" as const),
      key: fc.constant("date" as const),
      not,
      ranges: ranges(rising(fc.integer({ min: 18_998, max: 19_012 }))),
    }),
    fc.record({
      kind: fc.constant("ranges" as const),
      key: fc.constant("#" as const),
      not,
      ranges: ranges(rising(fc.integer({ min: 1, max: 30 }))),
    }),
  );
  fc.assert(
    fc.property(fc.array(sketch, { maxLength: 25 }), fc.array(near, { maxLength: 3 }), (trades, filter) => {
      const found = [...marked(matching(filter, factsOf(trades)))];
      const naive = trades.flatMap((trade, i) =>
        filter.every((one) => holds(one, trade, i + 1)) ? [i] : [],
      );
      expect(found).toEqual(naive);
    }),
    { numRuns: 1000 },
  );
});

describe("the filter of a review", () => {
  const facts = {
    ...factsOf([]),
    length: 3,
    keys: REVIEW_KEYS,
    words: {
      rule: { index: Int32Array.of(0, 1, 2), texts: ["", "contracts", "contracts|window"], between: "|" },
    },
    numbers: { gap: Float64Array.of(-60_000_000, 10_000_000, Number.NaN) },
    flags: new Uint8Array(3),
    firstLeg: new Int32Array(3),
  };
  const found = (text: string) => {
    const { filter, problems } = parseFilter(text, REVIEW_KEYS);
    expect(problems).toEqual([]);
    return [...marked(matching(filter!, facts))];
  };

  test("a row may break several rules: each of them finds it, whole or in part", () => {
    expect(found("rule=window")).toEqual([2]);
    expect(found("rule:contr")).toEqual([1, 2]);
    expect(found('rule="contracts|window"')).toEqual([]);
    expect(found("-rule=contracts")).toEqual([0]);
    expect(found("gap<-50")).toEqual([0]);
  });

  test("knows the keys of its own page, and no others", () => {
    expect(parseFilter("rule:window").problems[0]!.message).toBe('There is no key "rule".');
    expect(parseFilter("slippage>1", REVIEW_KEYS).problems[0]!.message).toBe('There is no key "slippage".');
    for (const key of REVIEW_KEYS) {
      const text = isNumber(key)
        ? `${key}>1`
        : key in { rule: 1, habit: 1, did: 1, kind: 1 }
          ? `${key}:x`
          : "";
      expect(parseFilter(text, REVIEW_KEYS).problems).toEqual([]);
    }
  });
});
