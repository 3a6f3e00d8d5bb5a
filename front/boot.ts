// How does the page's own script get out of the file?

import { inflateSync } from "fflate";
import { bytesOfBase64, inflating } from "../src/report/embed/document-blocks.js";

/**
 * It stands in the file deflated, at less than half its size. The policy names the hash of what comes out, so a script element with any
 * other text would not run. Where it cannot be read the page stays what it is without script.
 */
async function boot(): Promise<void> {
  const packed = document.getElementById("tp-front")?.textContent ?? "";
  const bytes = await inflating((deflated) => inflateSync(deflated))(bytesOfBase64(packed));
  const script = document.createElement("script");
  script.textContent = new TextDecoder().decode(bytes);
  document.body.append(script);
}

boot().catch((error: unknown) => {
  document.documentElement.classList.remove("js");
  console.error(error);
});
