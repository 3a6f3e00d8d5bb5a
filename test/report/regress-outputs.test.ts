import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import type { CaseResult } from "#domain/regress.js";
import { annotationLine } from "#report/annotation.js";
import { junitXml } from "#report/junit.js";
import { markdownBlock, markdownCode, markdownText } from "#report/markdown.js";
import { regressAnnotations } from "#report/regress-annotations.js";
import { regressJunit } from "#report/regress-junit.js";
import { MOST_SUMMARY, regressSummary } from "#report/regress-markdown.js";
import { EVILS } from "./hostile.js";
import { changedCase, sameCase } from "./regress-case.js";

const fails = ({ verdict }: CaseResult) => verdict !== "same";
const block = ({ name, headline }: CaseResult) => ` ✗ ${name} ${headline}\n   metric   baseline`;

interface Element {
  readonly name: string;
  readonly attributes: Record<string, string>;
  text: string;
  readonly path: string;
}

/** Strict: whatever is no well-formed XML is an error. */
function elementsOf(xml: string): Element[] {
  const found: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const path = [...open.map((one) => one.name), name].join("/");
    const element = { name, attributes: attributes as Record<string, string>, text: "", path };
    found.push(element);
    open.push(element);
  });
  parser.on("text", (text) => {
    if (open.length > 0) open.at(-1)!.text += text;
  });
  parser.on("closetag", () => void open.pop());
  parser.write(xml).close();
  return found;
}

describe("JUnit", () => {
  test("has a suite for each case, and a test for each thing that could differ", () => {
    const elements = elementsOf(regressJunit([changedCase(), sameCase()], { fails, block }));
    const suites = elements.filter(({ name }) => name === "testsuite");
    expect(suites.map(({ attributes }) => [attributes.name, attributes.failures])).toEqual([
      ["orb-mes", "6"],
      ["orb-mnq", "0"],
    ]);
    const cases = elements.filter(
      ({ name, attributes }) => name === "testcase" && attributes.classname === "orb-mes",
    );
    expect(cases.map(({ attributes }) => attributes.name)).toEqual([
      "fingerprint",
      "trades",
      "metrics.net",
      "metrics.trades",
      "metrics.profitFactor",
      "metrics.maxDrawdown",
      "guards.trades",
      "guards.maxDrawdown",
      "lookahead",
      "runtime",
    ]);
    const failures = elements.filter(({ name }) => name === "failure");
    expect(failures.map(({ attributes }) => attributes.message)).toContain(
      "Max drawdown −$702.50 → −$860.00 (▼ −$157.50) (tol 10%)",
    );
    expect(failures.map(({ attributes }) => attributes.message)).toContain(
      "Max drawdown: worseBy 10% (22.4%)",
    );
    expect(failures[0]!.text).toContain("✗ orb-mes");
    expect(new Set(elements.map(({ path }) => path))).toEqual(
      new Set([
        "testsuites",
        "testsuites/testsuite",
        "testsuites/testsuite/properties",
        "testsuites/testsuite/properties/property",
        "testsuites/testsuite/testcase",
        "testsuites/testsuite/testcase/failure",
      ]),
    );
  });

  test("counts add up, and one that could not be run is an error", () => {
    const broken: CaseResult = {
      ...sameCase("broken"),
      verdict: "error",
      fault: { code: "E402", message: "no" },
    };
    const elements = elementsOf(regressJunit([changedCase(), broken], { fails, block }));
    const count = (name: string) => String(elements.filter((one) => one.name === name).length);
    expect(elements[0]!.attributes).toMatchObject({
      tests: count("testcase"),
      failures: count("failure"),
      errors: count("error"),
    });
    expect(count("error")).toBe("1");
  });

  test("what was to be expected is no failure", () => {
    const accepted: CaseResult = { ...changedCase(), verdict: "accepted" };
    const terms = { block, fails: ({ verdict }: CaseResult) => verdict !== "accepted" };
    expect(elementsOf(regressJunit([accepted], terms))[0]!.attributes.failures).toBe("0");
  });

  test.each(Object.entries(EVILS))("is well-formed and says the same with %s in every text", (_, evil) => {
    const elements = elementsOf(regressJunit([changedCase(evil, evil)], { fails, block }));
    expect(elements.every(({ path }) => !/img|script|svg/.test(path))).toBe(true);
    expect(elements.filter(({ name }) => name === "testcase")).toHaveLength(10);
  });

  test("for any text at all, of any code points: a reader gets its visible form back", () => {
    const any = fc.string({ unit: "binary", maxLength: 60 });
    fc.assert(
      fc.property(any, any, (name, body) => {
        const failure = { message: name, body };
        const xml = junitXml(name, [
          { name, seconds: 0, properties: { [name]: name }, cases: [{ name, failure }] },
        ]);
        const found = elementsOf(xml).find((one) => one.name === "failure")!;
        // What XML and terminals cannot show is replaced, one for one; line ends become those of XML.
        const bare = (text: string) => text.replace(/[^ -~]|\uFFFD/gu, "");
        expect(bare(found.text)).toBe(bare(body));
        expect(found.attributes.message).not.toMatch(/\n/);
      }),
    );
  });
});

describe("workflow commands", () => {
  test("stand at the line of the decision, and at the line that was changed", () => {
    const lines = regressAnnotations([changedCase(), sameCase()], {
      fails,
      fileOf: (file) => `sub/${file}`,
    }).map(annotationLine);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^::error file=sub\/strategies\/orb\.ts,line=52,title=orb-mes%3A changed::/);
    expect(lines[0]).toContain("%0Abaseline: BUY 2 stop 4822.25");
    expect(lines[1]).toMatch(/^::notice file=sub\/strategies\/orb\.ts,line=48,/);
  });

  test("of a case without a line, stand at the case; of more than ten, the last one counts the rest", () => {
    const bare: CaseResult = { ...sameCase("x"), verdict: "new" };
    const terms = { fails, fileOf: (file: string) => file };
    expect(regressAnnotations([bare], terms)[0]).toMatchObject({ file: "baselines/x/case.toml", line: 1 });
    const many = regressAnnotations(
      Array.from({ length: 25 }, () => bare),
      terms,
    );
    expect(many).toHaveLength(10);
    expect(many.at(-1)!.message).toMatch(/^16 more cases failed/);
  });

  test.each(Object.entries(EVILS))("are one line each, with %s in every text", (_, evil) => {
    const hostile = `${evil}\n::error file=x::owned\r::stop-commands::y,line=9`;
    for (const one of regressAnnotations([changedCase(hostile, hostile)], {
      fails,
      fileOf: (file) => file,
    })) {
      const line = annotationLine(one);
      expect(line).not.toMatch(/[\r\n]/);
      const [, properties = ""] = /^::\w+ (.*?)::/.exec(line)!;
      expect(properties.split(",").map((part) => part.split("=")[0])).toEqual(["file", "line", "title"]);
    }
  });
});

describe("the summary of a job", () => {
  const terms = { expect: "no-change" as const, fails, block, unexplained: [] };

  test("says what changed in one table, the worst first, and where to look", () => {
    const text = regressSummary([sameCase(), changedCase()], terms);
    const rows = text.split("\n");
    expect(rows[0]).toBe("### tickproof regress: ✗ 1 changed, 1 same · expectation: **no-change**");
    expect(rows[2]).toBe("| case | verdict | net | trades | PF | max DD | first divergence |");
    expect(rows[4]).toBe(
      "| orb-mes | **changed** | $2,114.36 → $1,702.88 (▼ −$411.48) | 214 → 209 | 1.29 | −$702.50 → −$860.00 | 2024-01-18 14:45 UTC, `strategies/orb.ts:52` |",
    );
    expect(rows[5]).toMatch(/^\| orb-mnq \| same \|/);
    expect(text).toContain("<details><summary>orb-mes: 35 trade differences</summary>");
    expect(text).toContain(
      "Changed layer: **strategy** (`strategies/range high.ts`). Unchanged: engine, params.",
    );
    expect(text).toContain("artifact `tickproof-regress` → `index.html`");
  });

  test("warns in red of baselines that were changed for no reason that shows", () => {
    const text = regressSummary([sameCase()], { ...terms, unexplained: ["orb-mes"] });
    expect(text).toContain("> [!CAUTION]\n> **Baselines were changed");
    expect(text).toContain("`orb-mes`");
    expect(regressSummary([sameCase()], terms)).not.toContain("CAUTION");
  });

  test("is never larger than what a forge keeps, however many cases and however long their texts", () => {
    const many = Array.from({ length: 400 }, (_, k) => changedCase("x".repeat(10_000), `case-${k}`, 100));
    const text = regressSummary(many, terms);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MOST_SUMMARY);
    expect(text).toContain("more the details would not fit here");
    expect(text).toContain("artifact `tickproof-regress`");
    for (const most of [100_000, 5_000, 900]) {
      const small = regressSummary(many, { ...terms, most });
      expect(Buffer.byteLength(small)).toBeLessThanOrEqual(most);
      expect(small).toContain("### tickproof regress");
    }
  });

  test.each(Object.entries(EVILS))(
    "stays a table of seven columns and opens no element, with %s in every text",
    (_, evil) => {
      const hostile = `${evil} | a \`b\` *c* [d](http://e.invalid) @all #1 $x$ :boom: <!-- ~~f~~`;
      const text = regressSummary([changedCase(hostile, hostile)], { ...terms, unexplained: [hostile] });
      const fenced = /(`{3,})text\n[\s\S]*?\n\1/g;
      const rest = text.replace(fenced, "");
      const row = rest.split("\n").find((line) => line.includes("**changed**"))!;
      expect(row.match(/(?<!\\)\|/g)).toHaveLength(8);
      const tags = [...rest.matchAll(/<(?!!-- -->)\/?([a-z!]*)/gi)].map(([, name]) => name);
      expect(new Set(tags)).toEqual(new Set(["details", "summary", "code"]));
      expect(rest).not.toMatch(/\]\(|@all|(?<!\[)!\[/);
      // The block's fence is longer than any in it, so its end is where we put it.
      expect(text.match(fenced)).toHaveLength(1);
    },
  );

  test("texts are shown as they are: a reference for each sign that would be markup", () => {
    expect(markdownText("a|b <c> *d*\ne")).toBe("a&#124;b &#60;c&#62; &#42;d&#42; e");
    expect(markdownCode("strategies/orb.ts:48")).toBe("`strategies/orb.ts:48`");
    expect(markdownCode("a`b")).toBe("<code>a&#96;b</code>");
    expect(markdownBlock("```\nx").split("\n")[0]).toBe("````text");
  });
});
