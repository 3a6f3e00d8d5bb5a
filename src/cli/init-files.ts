// What does a new project consist of?

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SAMPLE, sampleCsv } from "../bars/sample-sessions.js";
import { loadContracts } from "../instrument/contracts.js";
import { instrumentOf } from "../instrument/instrument.js";
import { missingTemplates } from "../journal/templates.js";
import { withAttributes, workflowText } from "../report/ci-files.js";
import type { Template } from "./init-options.js";

const TEMPLATES = fileURLToPath(new URL("../../templates/", import.meta.url));

interface NewFile {
  readonly path: string;
  /** Made when it is written: some of them are megabytes. */
  readonly text: () => string;
}

/** One line of what is shown: files that belong together, and what they are. */
export interface Group {
  readonly shown: string;
  readonly note: string;
  readonly files: readonly NewFile[];
}

export interface ProjectTerms {
  readonly template: Template;
  /** As package.json may call it. */
  readonly name: string;
  readonly version: string;
  /** Without a repository of its own there is no place for a workflow. */
  readonly git: boolean;
}

export const CASE = "baselines/orb-mes";

export function projectFiles(terms: ProjectTerms): readonly Group[] {
  const { template } = terms;
  const data = group(`data/${SAMPLE.symbol}-1m.csv`, "60 sessions, synthetic: proves nothing about markets", [
    generated(`data/${SAMPLE.symbol}-1m.csv`, bars),
  ]);
  const workflow = terms.git
    ? [
        group(".github/workflows/tickproof.yml", "runs regress on every pull request", [
          generated(".github/workflows/tickproof.yml", () => workflowText({ folder: "", branch: "main" })),
          generated(".gitattributes", () => withAttributes(null) ?? ""),
        ]),
      ]
    : [];
  switch (template) {
    case "orb":
      return [
        group("tickproof.config.ts", "what holds for every command here", [copied("tickproof.config.ts")]),
        group("strategies/orb.ts", "opening-range breakout: yours to change", [copied("strategies/orb.ts")]),
        data,
        ...samples("desk"),
        group("sample/my.csv", "bars with two bad rows, for data import", [copied("sample/my.csv")]),
        group("journal/accounts.toml, plan.toml", "accounts, and what their trader had promised", [
          copied("journal/accounts.toml"),
          copied("journal/plan.toml"),
        ]),
        group(`${CASE}/`, "what orb does today: regress holds it to that", [copied(`${CASE}/case.toml`)]),
        ...workflow,
        project(terms),
      ];
    case "blank":
      return [
        group("tickproof.config.ts", "what holds for every command here", [copied("tickproof.config.ts")]),
        group("strategies/my-strategy.ts", "where your idea goes", [
          copied("strategies/my-strategy.ts", "blank"),
        ]),
        data,
        group("journal/accounts.toml, plan.toml", "your accounts and promises: remarks so far", [
          ...[...missingTemplates("journal")].map(([path, text]) => ({ path, text: () => text })),
        ]),
        ...workflow,
        project(terms),
      ];
    case "journal":
      return [
        data,
        ...samples("journal"),
        group("journal/accounts.toml, plan.toml", "accounts, and what their trader had promised", [
          copied("journal/accounts.toml"),
          copied("journal/plan.toml", "journal"),
        ]),
        project(terms),
      ];
  }
}

/** Their page speaks of what else the project has. */
const samples = (page: "desk" | "journal"): readonly Group[] => [
  group("sample/Fills.csv, Orders.csv", "a made-up trader's three weeks, from Tradovate", [
    copied("sample/README.md", page),
    copied("sample/Fills.csv"),
    copied("sample/Orders.csv"),
  ]),
  group("sample/Executions.csv", "the two weeks before, from NinjaTrader", [copied("sample/Executions.csv")]),
];

function project({ template, name, version }: ProjectTerms): Group {
  const rest = ["package.json", ...(template === "journal" ? [] : ["tsconfig.json"]), ".gitignore"];
  const made: Readonly<Record<string, NewFile>> = {
    "package.json": generated("package.json", () => packageText(name, version)),
    "tsconfig.json": copied("tsconfig.json"),
    // npm leaves a file of the real name out of packages.
    ".gitignore": { path: ".gitignore", text: () => templateText("desk", "gitignore") },
  };
  return group(
    rest.join(", "),
    "what npm, an editor and git look for",
    rest.map((path) => made[path]!),
  );
}

const group = (shown: string, note: string, files: readonly NewFile[]): Group => ({ shown, note, files });
const generated = (path: string, text: () => string): NewFile => ({ path, text });
const copied = (path: string, from = "desk"): NewFile => ({ path, text: () => templateText(from, path) });
const templateText = (from: string, path: string): string =>
  readFileSync(join(TEMPLATES, from, path), "utf8");

const bars = (): string => sampleCsv(instrumentOf(loadContracts().get(SAMPLE.symbol)));

function packageText(name: string, version: string): string {
  const content = { name, private: true, type: "module", devDependencies: { tickproof: `^${version}` } };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** What npm takes as a name: a folder may be called anything. */
export function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+|[._-]+$/g, "")
    .slice(0, 200);
  return name === "" || name === "tickproof" || name === "node_modules" ? "my-desk" : name;
}
