// Which files does a project need so that each pull request shows what it did to the trades?

/** Where things lie in the repository. */
export interface CiPlace {
  /** The project's folder inside the repository, with slashes; "" where they are the same. */
  readonly folder: string;
  /** The branch that pull requests go to. */
  readonly branch: string;
}

/** Folder of what `regress` leaves for the reader, as the workflow names it. */
const OUT = ".tickproof/regress";

/** JSON's strings are strings of YAML as well, whatever is in them. */
const quoted = (text: string): string => JSON.stringify(text);

/** A line each, as a block where the names allow one. */
const listed = (lines: readonly string[]): string =>
  lines.every((line) => /^[ -~]+$/.test(line))
    ? `|\n${lines.map((line) => `            ${line}`).join("\n")}`
    : quoted(lines.join("\n"));

/**
 * `.github/workflows/tickproof.yml`. Its verdict is the exit code of `regress`; what the reader opens is uploaded whatever the verdict was. The label
 * reaches the shell as a word of ours, never as text that somebody else wrote.
 */
export function workflowText({ folder, branch }: CiPlace): string {
  const inside = (path: string): string => (folder === "" ? path : `${folder}/${path}`);
  const lock =
    folder === "" ? "" : `\n          cache-dependency-path: ${quoted(inside("package-lock.json"))}`;
  const defaults =
    folder === ""
      ? ""
      : `
    defaults:
      run:
        working-directory: ${quoted(folder)}`;
  return `# Written by "tickproof init ci". Yours to change: tickproof reads no line of it.
#
# Every pull request runs the cases in baselines/ and fails where trades are not those of the baseline. A change that is
# meant to change them carries the label "expect-change": then the guards of each case decide.
name: tickproof

on:
  pull_request:
    types: [opened, synchronize, reopened, labeled, unlabeled]
  push:
    branches: [${quoted(branch)}]

permissions:
  contents: read

concurrency:
  group: tickproof-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  regress:
    runs-on: ubuntu-latest
    timeout-minutes: 30${defaults}
    steps:
      - uses: actions/checkout@v4
        with:
          # The commit before, too: a baseline that changed for no reason that shows is told in red.
          fetch-depth: 2
      - uses: actions/setup-node@v4
        with:
          # One version for everybody: what differs with the runtime alone is told as such. At least 20.19.
          node-version: 22
          cache: npm${lock}
      - run: npm ci
      - name: tickproof regress
        env:
          EXPECT: \${{ contains(github.event.pull_request.labels.*.name, 'expect-change') && 'change' || 'no-change' }}
        run: npx tickproof regress --expect "$EXPECT" --junit ${OUT}/junit.xml --summary ${OUT}/summary.md
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: tickproof-regress
          # A folder whose name begins with a dot is left out unless this is said.
          include-hidden-files: true
          if-no-files-found: ignore
          path: ${listed(["*.html", "junit.xml", "summary.md"].map((name) => inside(`${OUT}/${name}`)))}
`;
}

/** LF whatever git is set to: baselines are compared to the byte. What no one reads line by line is folded in a pull request. */
export const baselineAttributes = (folder: string): readonly string[] => [
  `${folder}/** text eol=lf`,
  ...["trades.csv", "days.csv", "decisions.csv", "code.txt"].map(
    (file) => `${folder}/*/${file} linguist-generated`,
  ),
];

const ABOUT = "# Baselines of tickproof regress are compared byte for byte, and folded in pull requests.";

/** The text of a `.gitattributes` with the lines that it lacks; null where it has them all. */
export function withAttributes(
  present: string | null,
  wanted: readonly string[] = baselineAttributes("baselines"),
): string | null {
  const words = (line: string): string => line.trim().split(/\s+/).join(" ");
  const there = new Set((present ?? "").split("\n").map(words));
  const missing = wanted.filter((line) => !there.has(words(line)));
  if (missing.length === 0) return null;
  const before = present === null || present === "" ? "" : `${present.replace(/\n*$/, "")}\n\n`;
  const about = there.has(ABOUT) ? [] : [ABOUT];
  return `${before}${[...about, ...missing].join("\n")}\n`;
}
