import { describe } from "vitest";
import { ending, rule, twins } from "./rule.js";

// `v 0` with high = low: the file has volumes, and nothing traded in this bar. Some vendors repeat the last price in a halt.
describe("in a bar that did not trade", () => {
  rule(
    "no market order fills: it waits for the next trade",
    `
    100 101  99 100 | buy 1
    100 100 100 100 v 0 |
    104 105 103 104 |
    `,
    ["bar 2: buy 1 @ 104 market"],
  );
  twins(
    "no limit fills, whatever price is repeated",
    `
    100 101  99 100 | buy 1 limit 97
     90  90  90  90 v 0 |
     98  99  98  98 |
    `,
    [],
  );
  twins(
    "no stop fills: after the halt the open is the price, by the gap rule",
    `
    100 101  99 100 | buy 1, stop 95
    100 101  99 100 |
     94  94  94  94 v 0 |
     92  93  91  92 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 3: sell 1 @ 92 stop loss"],
  );
  twins(
    "no stop order is triggered",
    `
    100 101  99 100 | buy 1 stop 103
    104 104 104 104 v 0 |
    101 102 100 101 |
    `,
    [],
  );
  twins(
    "no market-if-touched order is touched, no stop-limit triggered",
    `
    100 101  99 100 | buy 1 touch 97; sell 1 stop 97 limit 90
     96  96  96  96 v 0 |
    100 101  99 100 |
    `,
    [],
  );
  twins(
    "no trailing stop follows",
    `
    100 101  99 100 | sell 1 trail 5t
    120 120 120 120 v 0 |
    100 100  96  97 |
     97  97  95  96 |
    `,
    ["bar 3: sell 1 @ 95 trailing stop"],
  );
  twins(
    "no target fills",
    `
    100 101  99 100 | buy 1, target 105
    100 101  99 100 |
    110 110 110 110 v 0 |
    104 105 103 104 |
    `,
    ["bar 1: buy 1 @ 100 market"],
  );
  twins(
    "no time stop leaves: it waits for the next bar that trades",
    `
    100 101  99 100 | buy 1, time 1
    100 101  99 100 |
    100 100 100 100 v 0 |
    102 103 101 102 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 3: sell 1 @ 102 time stop"],
  );
  rule(
    "no order for the open fills: the date opens with its first trade",
    `
    100 101  99 100 | buy 1 at open
    day 100 100 100 100 v 0 |
    103 104 102 103 |
    `,
    ["bar 2: buy 1 @ 103 on open"],
  );
  rule(
    "no order for the close fills: the date closed with its last trade",
    `
    100 101  99 100 | buy 1 at close
    100 103 100 102 |
    102 102 102 102 v 0 |
    day 110 111 109 110 |
    `,
    ["bar 1: buy 1 @ 102 on close"],
  );
  rule(
    "nobody is liquidated: there is nobody to sell to",
    `
    100 101  99 100 | buy 4
    100 101  99 100 |
     50  50  50  50 v 0 |
     90  91  89  90 |
    `,
    ["bar 1: buy 4 @ 100 market"],
    { cash: 500, margin: { initial: "110", maintenance: "100" } },
  );
  ending(
    "a DAY order ends with its date all the same",
    `
    100 101  99 100 | buy 1 limit 97 DAY
    100 101  99 100 |
    day 100 100 100 100 v 0 |
    day 90 91 89 90 |
    `,
    [],
    ["1 expired: DAY order, the trade date ended"],
  );
  ending(
    "an order is cancelled all the same",
    `
    100 101  99 100 | buy 1
    100 100 100 100 v 0 | cancel 1
    104 105 103 104 |
    `,
    [],
    ["1 cancelled: cancelled by the strategy"],
  );
});

describe("a bar trades", () => {
  rule(
    "when its price moved, though its volume says nothing",
    `
    100 101  99 100 | buy 1
    100 101  99 100 v 0 |
    `,
    ["bar 1: buy 1 @ 100 market"],
  );
  rule(
    "at one price, when contracts changed hands",
    `
    100 101  99 100 | buy 1
    100 100 100 100 v 1 |
    `,
    ["bar 1: buy 1 @ 100 market"],
  );
  rule(
    "always, where the file knows no volume",
    `
    100 101  99 100 | buy 1
    100 100 100 100 |
    `,
    ["bar 1: buy 1 @ 100 market"],
    { hasVolume: false },
  );
  rule(
    "always, where every volume of the file is zero: it knows none either",
    `
    100 101  99 100 v 0 | buy 1
    100 100 100 100 v 0 |
    `,
    ["bar 1: buy 1 @ 100 market"],
  );
});
