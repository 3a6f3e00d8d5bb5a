// How do the page's own script and its sheet get out of the file?

import { inflateSync } from "fflate";
import { bytesOfBase64, inflating } from "../src/report/embed/document-blocks.js";
import { handOn } from "./blocks.js";
import { withoutScript } from "./still.js";

/** By the browser where it can. */
const inflated = inflating((deflated) => inflateSync(deflated));

/**
 * They stand in the file deflated, at less than half their size. The policy names the hashes of what comes out, so elements with any
 * other text would do nothing. Where it cannot be read the page stays what it is without script.
 */
async function boot(): Promise<void> {
  handOn(inflated);
  const packed = document.getElementById("tp-front")?.textContent ?? "";
  const bytes = await inflated(bytesOfBase64(packed));
  const [sheet, code] = new TextDecoder().decode(bytes).split("\0");
  const style = document.createElement("style");
  const script = document.createElement("script");
  style.textContent = sheet!;
  script.textContent = code!;
  document.head.append(style);
  document.body.append(script);
}

boot().catch(withoutScript);
