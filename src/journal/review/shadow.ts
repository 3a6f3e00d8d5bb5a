// How does a plan's strategy trade its own book on given dates, and flat before them?

import type { Day } from "../../domain/money.js";

/**
 * Code that lets a strategy see every bar before `firstDay`, so that its indicators are warm, while its orders go nowhere. After `lastDay`
 * it manages what it still holds: of an order against that, as much as is held goes through, and neither what would turn the position round nor
 * what would add to it. The desk's own ways to send an order are wrapped, and nothing else: all that a strategy reads of it costs what it
 * always costs.
 */
export const gate = (
  firstDay: Day,
  lastDay: Day,
): string => `function gated({ desk, bars, clock }, heard = () => {}) {
  const heldOf = (qty = Infinity) => Math.min(qty, Math.abs(desk.position));
  const leaving = {
    submit: ({ exit, triggers, ...request }) => [{ ...request, qty: heldOf(request.qty) }],
    market: (qty, exit, reason) => [heldOf(qty), undefined, reason],
  };
  for (const way of ["submit", "market"]) {
    const send = desk[way].bind(desk);
    desk[way] = (side, ...asked) => {
      heard(way, side, asked);
      const date = bars.tradeDate[clock.bar];
      if (date < ${firstDay}) return 0;
      if (date <= ${lastDay}) return send(side, ...asked);
      return side * desk.position < 0 ? send(side, ...leaving[way](...asked)) : 0;
    };
  }
}
`;

/** A strategy file around another one: it is flat when the first date begins. On its dates nothing stands between it and its desk. */
export const fromFlat = (
  strategyFile: string,
  firstDay: Day,
  lastDay: Day,
): string => `import Plan from ${JSON.stringify(strategyFile)};

${gate(firstDay, lastDay)}
export default class extends Plan {
  constructor(context) {
    gated(context);
    super(context);
  }
}
`;
