// Which panels does a run report have, and in which order?

import { assumptions } from "./assumptions.js";
import { believe } from "./believe.js";
import { chart } from "./chart.js";
import { contracts } from "./contracts.js";
import { costs } from "./costs.js";
import { distribution } from "./distribution.js";
import { drawdowns } from "./drawdowns.js";
import { excursions } from "./excursions.js";
import { exits, missed } from "./exits.js";
import { figures } from "./figures.js";
import { headline } from "./headline.js";
import { leverage } from "./leverage.js";
import { months } from "./months.js";
import { notes } from "./notes.js";
import type { Panel } from "./panel.js";
import { provenance } from "./provenance.js";
import { statements } from "./statements.js";
import { timeOfDay } from "./time-of-day.js";
import { trades } from "./trades.js";

/** A new panel is one file here beside the others, and one line in this list. */
export const PANELS: readonly Panel[] = [
  headline,
  believe,
  chart,
  trades,
  timeOfDay,
  excursions,
  costs,
  drawdowns,
  months,
  distribution,
  figures,
  exits,
  missed,
  notes,
  leverage,
  contracts,
  statements,
  assumptions,
  provenance,
];
