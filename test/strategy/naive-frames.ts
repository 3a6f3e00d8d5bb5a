// Which longer bars do bars make, counted another way: wall clocks, strings as keys, and holidays from a table?

/** Open time in UTC milliseconds, open, high, low, close, volume. */
export type Row = readonly [number, number, number, number, number, number];

const DAY = 86_400_000;
const MINUTE = 60_000;
const clock = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "America/Chicago",
  dateStyle: "short",
  timeStyle: "medium",
});
const known = new Map<number, number>();
/** What the clocks in Chicago show, as if it were UTC. */
function wall(at: number): number {
  let shown = known.get(at);
  if (shown === undefined) known.set(at, (shown = Date.parse(`${clock.format(at).replace(" ", "T")}Z`)));
  return shown;
}

/** Days of 2025 on which index futures do not trade till 16:00: when they end, and whether the day is a trade date. */
const SHORT: Readonly<Record<string, readonly [minute: number, settles: boolean]>> = {
  "2025-01-01": [-1, false],
  "2025-01-09": [510, true],
  "2025-01-20": [720, false],
  "2025-02-17": [720, false],
  "2025-04-18": [-1, false],
  "2025-05-26": [720, false],
  "2025-06-19": [720, false],
  "2025-07-03": [735, true],
  "2025-07-04": [720, false],
};
const iso = (wallDay: number): string => new Date(wallDay).toISOString().slice(0, 10);
const weekday = (wallDay: number): number => new Date(wallDay).getUTCDay();
const settles = (wallDay: number): boolean =>
  weekday(wallDay) > 0 && weekday(wallDay) < 6 && (SHORT[iso(wallDay)]?.[1] ?? true);
const closes = (wallDay: number): number => wallDay + (SHORT[iso(wallDay)]?.[0] ?? 16 * 60) * MINUTE;

interface Group {
  readonly rows: Row[];
  readonly begins: number;
  readonly ends: number;
}

/** The bars of `frame` ("regular": days of 08:30 to 15:00) that are over when the last of these bars closes. */
export function closedIn(rows: readonly Row[], frame: string, timeframeMs: number): Row[] {
  const groups: Record<string, Group> = {};
  for (const row of rows) {
    const shown = wall(row[0]);
    const since = (shown - 17 * 60 * MINUTE) % DAY;
    const begins = shown - since;
    const own = begins + 7 * 60 * MINUTE;
    let key: string;
    let stamp: number;
    let ends: number;
    if (frame === "regular") {
      const clock = shown - own;
      if (!settles(own) || clock < 510 * MINUTE || clock >= 900 * MINUTE || clock >= closes(own) - own)
        continue;
      key = iso(own);
      stamp = row[0] - (clock - 510 * MINUTE);
      ends = Math.min(own + 900 * MINUTE, closes(own));
    } else if (frame === "1d" || frame === "1w") {
      let date = own;
      while (!settles(date)) date += DAY;
      let last = date;
      if (frame === "1w") {
        while (weekday(last) !== 5) last += DAY;
        while (!settles(last)) last -= DAY;
      }
      key = iso(last);
      ends = closes(last);
      let first = date - DAY; // the evening before the first day that traded since the last date
      while (!settles(first)) first -= DAY;
      do first += DAY;
      while (weekday(first) % 6 === 0 || SHORT[iso(first)]?.[0] === -1);
      stamp = row[0] - (shown - (first - 7 * 60 * MINUTE));
    } else {
      const length = Number.parseInt(frame, 10) * (frame.endsWith("h") ? 60 : 1) * MINUTE;
      const k = Math.floor(since / length);
      key = `${iso(own)} ${k}`;
      ends = Math.min(begins + (k + 1) * length, closes(own));
      stamp = row[0] - (since - k * length);
    }
    groups[key] ??= { rows: [], begins: stamp, ends };
    groups[key]!.rows.push(row);
  }
  const now = wall(rows.at(-1)![0]) + timeframeMs;
  return Object.values(groups)
    .filter(({ ends }) => ends <= now)
    .map(({ rows: of, begins }): Row => {
      const column = (k: number): number[] => of.map((row) => row[k]!);
      return [
        begins,
        of[0]![1],
        Math.max(...column(2)),
        Math.min(...column(3)),
        of.at(-1)![4],
        column(5).reduce((a, b) => a + b, 0),
      ];
    });
}

/** As the strategy of the test writes it down: the newest, the close before it, an average over three closes. */
export function asText(closed: readonly Row[], isNew: boolean): string {
  const last = closed.at(-1) ?? Array(6).fill(Number.NaN);
  let average = Number.NaN;
  closed.forEach(([, , , , close], k) => {
    average = k === 0 ? close : 0.5 * close + 0.5 * average;
  });
  if (closed.length < 3) average = Number.NaN;
  return [...last, closed.at(-2)?.[4] ?? Number.NaN, average, isNew].join(" ");
}
