// Which script and which sheet does a report carry?

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** Seen from this file as from the one-file program, `front/` is beside the folder that it is in. */
const FOLDER = new URL("../front/", import.meta.url);

/** The front end has an entry for each kind of report that is more than a document. */
export type FrontName = "run" | "compare" | "review";

export interface Front {
  /** Stands in the head, so that nothing is drawn twice. */
  readonly head: string;
  /** Gets script and sheet out of their element. */
  readonly boot: string;
  /** What comes out: only its hash stands in the page. */
  readonly script: string;
  /** Of what the script makes: only its hash stands in the page, too. */
  readonly style: string;
  /** Base64 of both, deflated. */
  readonly packed: string;
}

const kept = new Map<FrontName, Front>();

/** What `npm run build` made of `front/`: read once, when the first report is drawn. */
export function frontOf(name: FrontName): Front {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const read = (file: string): string => readFileSync(new URL(file, FOLDER), "utf8");
  const front = {
    head: read("head.js"),
    boot: read("boot.js"),
    script: read(`${name}.js`),
    packed: read(`${name}.b64`),
    style: read(`${name}.css`),
  };
  kept.set(name, front);
  return front;
}

/** As a policy names it. */
export const hashOf = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
