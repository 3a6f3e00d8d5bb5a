// Is a day file read strictly where it is typed, and left alone where it is not?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDay } from "#journal/notes/read-day.js";
import { plansOf } from "#journal/plan-file.js";

const DAY = 20_524; // 2026-03-12
const context = { vocabulary: plansOf("", "plan.toml").vocabulary, zone: "America/New_York" };
const read = (text: string, date = DAY) => readDay(text, "days/2026-03-12.md", date, context);
const HEAD = "---\ndate: 2026-03-12\n---\n";
const HEADING = "## t-7f3a9c  MES long 2 · 09:49:12 → 10:12:40 ET · +$82.52 (+0.83R)";
/** Reads keys below a heading. */
const note = (keys: string) => {
  const { day, faults } = read(`${HEAD}\n${HEADING}\n${keys}\n`);
  return { note: day.notes[0]!, faults: faults.map(({ detail }) => detail) };
};

const UX = `---
date: 2026-03-12
account: eval-50k
plan: orb-mes@4
sleep: 6h
focus: 3/5
premarket: CPI 08:30 ET. Long bias above 5610. Max 2 trades before lunch.
---

## t-7f3a9c  MES long 2 · 09:49:12 → 10:12:40 ET · +$82.52 (+0.83R)
setup: opening-range-break
why.technical: first 5-min close above range high 5611.50, rising volume
why.fundamental: CPI in line
plan.stop: 5604.00
plan.target: 5632.25
emotion: calm > anxious > relieved
mistakes: early-exit
tags: cpi-day, trend
grade: B
shots: 0312-1.png

Late because I waited for a second close. Got scared by the 10:10 wick.
`;

describe("the day file of the documentation", () => {
  test.each([
    ["as it stands", UX],
    ["with CRLF", UX.replaceAll("\n", "\r\n")],
    ["with a byte order mark", `\uFEFF${UX}`],
    ["without a line end at its end", UX.trimEnd()],
  ])("%s", (_how, text) => {
    const { day, faults } = read(text);
    expect(faults).toEqual([]);
    expect(day).toEqual({
      date: DAY,
      accounts: ["eval-50k"],
      plan: { name: "orb-mes", version: "4" },
      sleepMinutes: 360,
      focus: 3,
      premarket: "CPI 08:30 ET. Long bias above 5610. Max 2 trades before lunch.",
      postmarket: null,
      tags: [],
      extra: {},
      prose: "",
      notes: [
        {
          trade: "t-7f3a9c",
          date: DAY,
          line: 10,
          setup: "opening-range-break",
          whyTechnical: "first 5-min close above range high 5611.50, rising volume",
          whyFundamental: "CPI in line",
          planStop: "5604.00",
          planTarget: "5632.25",
          emotion: { before: "calm", during: "anxious", after: "relieved" },
          mistakes: [{ name: "early-exit", suggested: false }],
          tags: ["cpi-day", "trend"],
          grade: "B",
          shots: ["0312-1.png"],
          signal: null,
          extra: {},
          prose: "Late because I waited for a second close. Got scared by the 10:10 wick.",
        },
      ],
    });
  });
});

describe("a key below a trade", () => {
  test.each([
    ["emotoin: calm", "5:1:emotoin", "did you mean emotion?"],
    ["Setup: orb", "5:1:Setup", "did you mean setup?"],
    ["constructor: 1", "5:1:constructor", "begins with x."],
    ["plan.stop: about 5604", "5:12:about 5604", "a price"],
    ["plan.stop: 5,604.00", "5:12:5,604.00", "a price"],
    ["emotion: calm > anxius", "5:17:anxius", "did you mean anxious?"],
    ["emotion: calm > calm > calm > calm", "5:10:", "at most three"],
    ["mistakes: early-exit, tilt", "5:23:tilt", 'mistakes = ["tilt"]'],
    ["grade: G", "5:8:G", "A to F"],
    ["shots: ../../secret.png", "5:8:", "without folders"],
    ["signal: later", "5:9:later", "09:46"],
    ["signal: 2026-02-30T09:46:00Z", "5:9:", "09:46"],
    ["no key at all", "5:1:no key at all", "below an empty line"],
    ["  setup: orb", "5:3:", "key: value"],
  ])("%s", (line, place, says) => {
    const { faults } = note(line);
    expect(faults).toHaveLength(1);
    const [at, column, part] = place.split(":") as [string, string, string];
    expect(faults[0]!.where).toBe(`days/2026-03-12.md:${Number(at) + 1}:${column}`);
    expect(`${faults[0]!.expected}`).toContain(says);
    expect(faults[0]!.excerpt).toContain(part);
  });

  test("all faults of a file are told, in the order of its lines, and what is right is kept", () => {
    const { note: read, faults } = note("grade: Z\nsetup: orb\nemotoin: calm\nsetup: fade");
    expect(faults.map(({ where }) => where?.split(":")[1])).toEqual(["6", "8", "9"]);
    expect(read).toMatchObject({ setup: "orb", grade: null });
  });

  test.each([
    ["emotion: calm", { before: "calm", during: null, after: null }],
    ["emotion: > anxious", { before: null, during: "anxious", after: null }],
    ["emotion: Calm → ANXIOUS →", { before: "calm", during: "anxious", after: null }],
    ["emotion:", null],
  ])("%s", (line, emotion) => {
    expect(note(line)).toMatchObject({ faults: [], note: { emotion } });
  });

  test("a mistake that is suggested is one only when its mark is gone", () => {
    expect(note("mistakes: early-exit?, Revenge ,oversize").note.mistakes).toEqual([
      { name: "early-exit", suggested: true },
      { name: "revenge", suggested: false },
      { name: "oversize", suggested: false },
    ]);
  });

  test("the signal's clock belongs to the trade date: 18:30 in New York is of the evening before", () => {
    const at = (line: string) => new Date(note(line).note.signal as number).toISOString();
    expect(at("signal: 09:46")).toBe("2026-03-12T13:46:00.000Z");
    expect(at("signal: 17:59:30")).toBe("2026-03-12T21:59:30.000Z");
    expect(at("signal: 18:00")).toBe("2026-03-11T22:00:00.000Z");
    expect(at("signal: 2026-03-12T09:46:00-04:00")).toBe("2026-03-12T13:46:00.000Z");
    expect(note("signal: None").note.signal).toBe("none");
  });

  test.each([
    ["Asia/Tokyo", "22:46", "2026-03-12T13:46:00.000Z"],
    ["Asia/Tokyo", "07:30", "2026-03-11T22:30:00.000Z"],
    ["Asia/Tokyo", "06:30", "2026-03-12T21:30:00.000Z"],
    ["Europe/London", "13:46", "2026-03-12T13:46:00.000Z"],
    ["Europe/London", "22:30", "2026-03-11T22:30:00.000Z"],
    ["Europe/London", "21:30", "2026-03-12T21:30:00.000Z"],
    ["Pacific/Auckland", "02:46", "2026-03-12T13:46:00.000Z"],
  ])("read in %s, %s is of the trade date of its file", (zone, clock, instant) => {
    const text = `---\ndate: 2026-03-12\n---\n\n## t-7f3a9c  MES long 2\nsignal: ${clock}\n`;
    const { day, faults } = readDay(text, "d", DAY, { ...context, zone });
    expect(faults).toEqual([]);
    expect(new Date(day.notes[0]!.signal as number).toISOString()).toBe(instant);
  });

  test("keys of one's own stay as they are, whatever they are called", () => {
    const { note: read, faults } = note("x.heart rate\nx.pulse: 92 bpm\nx.__proto__: polluted\nx.: nothing");
    expect(faults.map(({ where }) => where?.split(":")[1])).toEqual(["6", "9"]);
    expect(Object.entries(read.extra)).toEqual([
      ["x.pulse", "92 bpm"],
      ["x.__proto__", "polluted"],
    ]);
  });

  test("setups are free until the plan names some", () => {
    const { vocabulary } = plansOf('[vocabulary]\nsetups = ["orb", "fade"]', "plan.toml");
    const named = (setup: string) =>
      readDay(`${HEAD}${HEADING}\nsetup: ${setup}\n`, "d", DAY, { ...context, vocabulary });
    expect(named("ORB").day.notes[0]!.setup).toBe("orb");
    expect(named("orbb").faults[0]!.detail.expected).toContain("did you mean orb?");
  });
});

describe("the head", () => {
  test.each([
    ["sleep: 6.5h", { sleepMinutes: 390 }],
    ["sleep: 6h30m", { sleepMinutes: 390 }],
    ["sleep: 7:45", { sleepMinutes: 465 }],
    ["focus: 4", { focus: 4 }],
    ["plan: orb-mes", { plan: { name: "orb-mes", version: null } }],
    ["account: eval-50k, live", { accounts: ["eval-50k", "live"] }],
    ["postmarket: done", { postmarket: "done" }],
    ["x.weather: rain", { extra: { "x.weather": "rain" } }],
  ])("%s", (line, says) => {
    expect(read(`---\n${line}\n---\n`)).toMatchObject({ faults: [], day: says });
  });

  test.each([
    ["date: 2026-03-13", "the date in the file's name: 2026-03-12"],
    ["date: yesterday", "the date in the file's name"],
    ["sleep: well", "6h, 6.5h or 6h30m"],
    ["sleep: 25h", "6h"],
    ["focus: 6/5", "1/5 to 5/5"],
    ["plan: two words", "orb-mes@4"],
    ["setup: orb", "date, account, plan"],
  ])("%s", (line, says) => {
    const { faults } = read(`---\n${line}\n---\n`);
    expect(faults.map(({ detail }) => detail.where)).toHaveLength(1);
    expect(faults[0]!.detail.expected).toContain(says);
  });

  test("a file without one, or with one that does not end, says so and is read all the same", () => {
    const without = read(`${HEADING}\nsetup: orb\n`);
    expect(without.faults.map(({ message }) => message)).toEqual(["The file does not begin with its head"]);
    expect(without.day.notes[0]!.setup).toBe("orb");
    const open = read(`---\ndate: 2026-03-12\n\n${HEADING}\nsetup: orb\n`);
    expect(open.faults.map(({ message }) => message)).toEqual(["The head of the file does not end"]);
    expect(open.day.notes[0]!.setup).toBe("orb");
  });
});

describe("prose", () => {
  test("stands between the head and the first trade, and below the keys of a trade up to the next one", () => {
    const { day } = read(
      `${HEAD}\nA slow day.\n\n## My plan\nsetup: not a key here\n\n${HEADING}\nsetup: orb\n\n` +
        "Line one.\n\n## t-shirt size\n  ## t-7f3a9c indented\n### A heading of mine\nemotoin: prose\n\n" +
        "## t-0b51de\n\n\nLast.\n\n\n",
    );
    expect(day.prose).toBe("A slow day.\n\n## My plan\nsetup: not a key here");
    expect(day.notes.map(({ trade, prose }) => [trade, prose])).toEqual([
      [
        "t-7f3a9c",
        "Line one.\n\n## t-shirt size\n  ## t-7f3a9c indented\n### A heading of mine\nemotoin: prose",
      ],
      ["t-0b51de", "Last."],
    ]);
  });

  test("a heading that is nearly one of a trade is not taken for prose in silence", () => {
    const { faults } = read(`${HEAD}\n### t-7f3a9c  MES\n`);
    expect(faults.map(({ detail }) => detail.where)).toEqual(["days/2026-03-12.md:5:1"]);
  });

  test("a trade that stands there twice is told with both places", () => {
    const { faults } = read(`${HEAD}\n${HEADING}\n\n${HEADING}\n`);
    expect(faults[0]).toMatchObject({
      message: "Trade t-7f3a9c stands here twice",
      detail: {
        where: "days/2026-03-12.md:7:4",
        expected: "one heading for a trade; the first one is in line 5",
      },
    });
  });
});

test("any text at all is read without throwing, and every fault has a place that is in the file", () => {
  const line = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("---", HEADING, "## t-abcdef", "setup: a", "emotion: calm > x", "mistakes: ?", "", "\r"),
    fc.string().map((text) => `x.${text}: ${text}`),
  );
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom("\n", "\r\n"), (lines, end) => {
      const text = lines.join(end);
      for (const { detail } of read(text).faults) {
        const [, at] = detail.where!.split(":");
        expect(Number(at)).toBeLessThanOrEqual(text.split("\n").length);
        expect(detail.excerpt).not.toMatch(/[\p{Cc}\u200E\u202E]/u);
      }
    }),
  );
});
