// What does the script of a review do?

import "./style/front.css";
import "./style/review.css";
import { blocksOfPage } from "./blocks.js";
import { keepInLink } from "./model.js";
import { mountToolbar } from "./panel/toolbar.js";
import { mountBridge } from "./review/bridge.js";
import { mountCharts } from "./review/charts.js";
import { openReview } from "./review/data.js";
import { mountDrawer } from "./review/drawer.js";
import { mountFilters } from "./review/filters.js";
import { linkRows } from "./review/links.js";
import { mountSessions } from "./review/sessions.js";
import { reviewSet } from "./review/set.js";
import { createSwitch } from "./review/switch.js";
import { mountTable } from "./review/table.js";
import { createTools, frame, mountIn } from "./start.js";
import { withoutScript } from "./still.js";
import { applyTheme } from "./theme.js";

async function start(): Promise<void> {
  try {
    const data = await openReview(blocksOfPage());
    const set = reviewSet(data);
    const tools = createTools();
    const bars = await createSwitch(data, location.hash);
    const { model } = bars;
    applyTheme(model);
    mountIn("toolbar", (root) => mountToolbar(model, root, tools, false));
    mountIn("filters", (root) => mountFilters(set, model, root, tools));
    mountIn("bridge", (root) => mountBridge(set, model, root));
    mountIn("panes", (root) => mountCharts(data, set, bars, root, tools));
    mountIn("trades", (root) => mountTable(set, model, root, tools));
    mountIn("drawer", (root) => mountDrawer(data, set, model, root, tools));
    keepInLink(model);
    performance.mark("tickproof-interactive");
    await frame();
    mountIn("session-list", (root) => mountSessions(set, bars, root));
    linkRows(set, model);
    document.documentElement.classList.add("done");
    performance.mark("tickproof-complete");
  } catch (error) {
    withoutScript(error);
  }
}

void start();
