// Is a leak that is said to hold really that rare where nothing costs anything?

import { expect, test } from "vitest";
import { randomOf } from "#domain/random.js";
import { correctedOf } from "#journal/review/habits.js";
import { expandedTail, studentQuantile } from "#metric/expanded.js";
import { normalQuantile } from "#metric/normal.js";

const REVIEWS = 1_200;

/** Of so many reviews in which a habit costs nothing, the share in which it is said to cost, all of `asked` allowed for. */
function wronglySaid(draw: (u: number) => number, dates: number, asked: number): number {
  const random = randomOf(7, "null reviews");
  const days = Array.from({ length: dates }, (_, day) => day);
  let said = 0;
  for (let review = 0; review < REVIEWS; review++) {
    const dollars = days.map(() => Math.round(1e6 * draw(random())));
    const found = correctedOf(days, dollars, asked);
    if (found !== null && found.high < 0) said++;
  }
  return said / REVIEWS;
}

test("what chance shows is said to hold no more often than the interval allows, even on the fewest dates that have one", () => {
  const bell = (u: number) => normalQuantile(Math.min(Math.max(u, 1e-9), 1 - 1e-9));
  // Costs a little three times of four, and gains it all back in the fourth.
  const rare = (u: number) => (u < 0.75 ? -1 : 3);
  for (const [dates, asked] of [
    [11, 1],
    [15, 3],
    [20, 15],
  ] as const) {
    const tail = 0.05 / asked;
    const noise = 3 * Math.sqrt((tail * (1 - tail)) / REVIEWS);
    expect(wronglySaid(bell, dates, asked), `${asked} of bell`).toBeLessThan(tail + noise);
    expect(wronglySaid(rare, dates, asked), `${asked} of rare`).toBeLessThan(1.3 * tail + noise);
  }
}, 120_000);

test("the more habits are asked about, the more dates it takes to say that one holds", () => {
  const least = (asked: number) => {
    for (let dates = 1; ; dates++) {
      const days = Array.from({ length: dates }, (_, day) => day);
      if (correctedOf(days, Array(dates).fill(-1e6), asked) !== null) return dates;
    }
  };
  expect([1, 2, 3, 15].map(least)).toEqual([11, 13, 15, 20]);
});

test("the tail that is cut off is that of Student's t", () => {
  // From tables of the distribution.
  expect(studentQuantile(0.95, 9)).toBeCloseTo(1.8331, 4);
  expect(studentQuantile(0.975, 10)).toBeCloseTo(2.2281, 4);
  expect(studentQuantile(0.995, 1)).toBeCloseTo(63.6567, 3);
  expect(studentQuantile(0.99, 2)).toBeCloseTo(6.9646, 4);
  // Hesterberg (2015), table of the expanded percentile interval: 2.5 % of 10 becomes 0.9 %.
  expect(expandedTail(0.025, 10)).toBeCloseTo(0.0086, 4);
  expect(expandedTail(0.025, 1e4)).toBeCloseTo(0.025, 4);
});
