// Which strategies keep their class from one sweep to the next, and why may they?

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { bundleStrategy } from "#strategy/bundle.js";
import { isShipped } from "#strategy/shipped.js";

const FOLDER = fileURLToPath(new URL("../../strategies/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tickproof-shipped-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(readdirSync(FOLDER).filter((name) => name.endsWith(".ts")))("%s", (name) => {
  const text = readFileSync(join(FOLDER, name), "utf8");

  test("keeps nothing in its module and nothing in its class", () => {
    const values = text.match(/^(?:export )?(?:let|var|const) .*$/gm) ?? [];
    for (const value of values) expect(value).toMatch(/^const (?:params = \{|[A-Z_]+ = [\d."]+;)$/);
    const statics = text.match(/^.*\bstatic\b.*$/gm) ?? [];
    for (const line of statics) expect(line).toBe("  static override readonly params = params;");
    expect(text).not.toMatch(/\bparams\s*(?:\.\w+|\[[^\]]*\])\s*=[^=]|\bglobalThis\b|Object\.assign/);
  });

  test("is known as it ships, and not with another rule in it", async () => {
    expect(isShipped(await bundleStrategy(join(FOLDER, name)))).toBe(true);
    const changed = join(folder, name);
    writeFileSync(
      changed,
      text.replace("override onBar(): void {", "$&\n    runs++;").concat("\nlet runs = 0;\n"),
    );
    expect(isShipped(await bundleStrategy(changed))).toBe(false);
  });
});
