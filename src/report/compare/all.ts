// Which sections does a comparison report have, and in which order?

import { against } from "./against.js";
import { correlation } from "./correlation.js";
import { compareCosts } from "./costs.js";
import { diff } from "./diff.js";
import { doubts } from "./doubts.js";
import { fairness } from "./fairness.js";
import { joint } from "./joint.js";
import { compareMetrics } from "./metrics.js";
import { origins } from "./origins.js";
import { overlay } from "./overlay.js";
import { overview } from "./overview.js";
import type { ComparePanel } from "./panel.js";
import { together } from "./together.js";

/** A new section is one file here beside the others, and one line in this list. */
export const COMPARE_PANELS: readonly ComparePanel[] = [
  overview,
  doubts,
  against,
  overlay,
  fairness,
  diff,
  joint,
  together,
  correlation,
  compareCosts,
  compareMetrics,
  origins,
];
