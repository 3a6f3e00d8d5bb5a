// How does a plan's strategy trade its own book from flat on a given date?

import type { Day } from "../../domain/money.js";

/**
 * A strategy file around another one. Before `firstDay` the strategy sees every bar, so that its indicators are warm, but
 * its orders go nowhere: it is flat when the date begins. From then on nothing stands between it and its desk.
 */
export const fromFlat = (
  strategyFile: string,
  firstDay: Day,
): string => `import Plan from ${JSON.stringify(strategyFile)};

export default class extends Plan {
  constructor(context) {
    const { desk, bars, clock } = context;
    const silent = { submit: () => 0, market: () => 0 };
    const gate = new Proxy(desk, {
      get(target, key) {
        const isOpen = bars.tradeDate[clock.bar] >= ${firstDay};
        const value = isOpen || !(key in silent) ? Reflect.get(target, key, target) : silent[key];
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    super({ ...context, desk: gate });
  }
}
`;
