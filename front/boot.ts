// How does the page's own script get out of the file?

import { inflateSync } from "fflate";
import { bytesOfBase64 } from "../src/report/embed/document-blocks.js";

/**
 * It stands in the file deflated, at less than half its size. The policy names the hash of what comes out, so a script element with any
 * other text would not run. At once, and not by a stream: each of its steps would wait for the next stretch of the document. Where it cannot be read the page stays what it is without script.
 */
function boot(): void {
  const packed = document.getElementById("tp-front")?.textContent ?? "";
  const bytes = inflateSync(bytesOfBase64(packed));
  const script = document.createElement("script");
  script.textContent = new TextDecoder().decode(bytes);
  document.body.append(script);
}

try {
  boot();
} catch (error) {
  document.documentElement.classList.remove("js");
  console.error(error);
}
