// What does a journal begin with?

import { existsSync } from "node:fs";
import { join } from "node:path";

const ACCOUNTS = `# The accounts that are traded. Lines that begin with # say nothing yet: take the mark away and put in your own.

# The clock of headings in days/, and of signal: keys.
# display_zone = "America/New_York"

# [account.eval-50k]
# broker = "tradovate"
# aliases = ["DEMO1234567"]            # what the broker's files call it
# currency = "USD"
# start_equity = 50000                 # without it leverage and percent of equity stay unknown
# transfers = [{ date = 2026-03-02, amount = -500 }]
# fees = "schedule"                    # where files have no fees: dated fees of the contract, or 0.62, or { MES = 0.62 }
# time_zone = "America/Chicago"        # of stamps that carry none
`;

const PLAN = `# What you promise yourself, so that it can be checked. Lines that begin with # say nothing yet.

# [plan.orb-mes]
# version = 1
# strategy = "strategies/orb.ts"       # replayed by: tickproof journal review
# params = { range = 15, stop = 40, target = 80 }
# instruments = ["MES"]
# contracts = 2
# window = "09:30-15:30 America/New_York"
# max_trades_per_day = 4
# max_daily_loss = 300
# risk_per_trade = 105
# cooldown_after_loss = "15m"
# stop_required_within = "10s"

# Words of your own for days/, besides those that are known. Once setups are named, only those are taken.
# [vocabulary]
# emotions = ["in-the-zone"]
# mistakes = ["tilt"]
# setups = ["opening-range-break", "fade"]
`;

/** By path: files that a journal should have and does not. Those that are there are their owner's. */
export function missingTemplates(folder: string): ReadonlyMap<string, string> {
  const all = [
    ["accounts.toml", ACCOUNTS],
    ["plan.toml", PLAN],
  ] as const;
  return new Map(
    all.map(([name, text]) => [join(folder, name), text] as const).filter(([path]) => !existsSync(path)),
  );
}
