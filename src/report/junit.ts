// How does a build server read what was tested?

import { visible } from "./visible.js";

export interface JunitCase {
  readonly name: string;
  /** Null: it passed. */
  readonly failure: JunitFailure | null;
  /** Why it was not looked at; null where it was. */
  readonly skipped?: string | null;
}

export interface JunitFailure {
  /** One line. */
  readonly message: string;
  readonly body: string;
  /** It could not be found out: the strategy threw, the config is wrong. */
  readonly isError?: boolean;
}

export interface JunitSuite {
  readonly name: string;
  readonly seconds: number;
  readonly properties: Readonly<Record<string, string>>;
  readonly cases: readonly JunitCase[];
}

/** Readers of build servers give up on longer texts, or cut them off without a word. */
const MOST_BODY = 60_000;

/**
 * There is no schema that all readers share: this is what all of them know, `testsuites/testsuite/testcase` with `failure`, `error`, `skipped` and
 * `properties`. No time of day is in it, so the same results are the same bytes but for how long they took.
 */
export function junitXml(name: string, suites: readonly JunitSuite[]): string {
  const counts = (key: "failure" | "error" | "skipped", of: readonly JunitSuite[]) =>
    of.reduce((sum, { cases }) => sum + cases.filter((one) => stateOf(one) === key).length, 0);
  const totals = (of: readonly JunitSuite[]) =>
    attributes({
      tests: of.reduce((sum, { cases }) => sum + cases.length, 0),
      failures: counts("failure", of),
      errors: counts("error", of),
      skipped: counts("skipped", of),
      time: of.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3),
    });
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name })}${totals(suites)}>`,
  ];
  for (const suite of suites) {
    lines.push(`  <testsuite${attributes({ name: suite.name })}${totals([suite])}>`);
    const properties = Object.entries(suite.properties);
    if (properties.length > 0) {
      lines.push("    <properties>");
      for (const [key, value] of properties)
        lines.push(`      <property${attributes({ name: key, value })}/>`);
      lines.push("    </properties>");
    }
    for (const one of suite.cases) lines.push(...caseLines(suite.name, one));
    lines.push("  </testsuite>");
  }
  return `${lines.join("\n")}\n</testsuites>\n`;
}

function caseLines(suite: string, one: JunitCase): string[] {
  const head = `    <testcase${attributes({ classname: suite, name: one.name })}`;
  const state = stateOf(one);
  if (state === "passed") return [`${head}/>`];
  if (state === "skipped")
    return [`${head}>`, `      <skipped${attributes({ message: one.skipped! })}/>`, "    </testcase>"];
  const { message, body } = one.failure!;
  const cut = body.length > MOST_BODY ? `${body.slice(0, MOST_BODY)}\n… cut off here` : body;
  return [
    `${head}>`,
    `      <${state}${attributes({ message, type: state })}>${xmlText(cut)}</${state}>`,
    "    </testcase>",
  ];
}

function stateOf({ failure, skipped }: JunitCase): "passed" | "failure" | "error" | "skipped" {
  if (failure !== null) return failure.isError ? "error" : "failure";
  return typeof skipped === "string" ? "skipped" : "passed";
}

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${attributeText(String(value))}"`)
    .join("");

/** One line: a reader may turn a line feed in an attribute into a blank, or into nothing. */
const attributeText = (text: string): string =>
  xmlText(text.replace(/\s*[\r\n]+\s*/g, " ").replaceAll("\t", " "));

/** Characters that XML 1.0 does not have, in no form at all, beside those that hide. */
const NO_XML = /[\uFFFE\uFFFF]/g;

const xmlText = (text: string): string =>
  visible(text.replaceAll("\r\n", "\n"))
    .replace(NO_XML, "\uFFFD")
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!);

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
