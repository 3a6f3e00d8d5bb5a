// How does a finding come to stand beside the line of a pull request?

import { visible } from "./visible.js";

export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  /** With slashes, from the root of the repository; null where there is no place. */
  readonly file: string | null;
  readonly line: number | null;
  readonly title: string;
  readonly message: string;
}

/** GitHub shows ten of a kind for each step, and drops the others without a word. */
export const MOST_ANNOTATIONS = 10;
/** Longer ones are cut off in the middle of a word. */
const MOST_MESSAGE = 4000;

/**
 * A workflow command of GitHub's runner: https://docs.github.com/actions/reference/workflow-commands-for-github-actions. Whatever stands in title and
 * message stays in them: a line feed could begin another command, a comma another property.
 */
export function annotationLine({ level, file, line, title, message }: Annotation): string {
  const properties = [
    ...(file === null ? [] : [`file=${property(file)}`]),
    ...(file === null || line === null ? [] : [`line=${line}`]),
    `title=${property(title.slice(0, 200))}`,
  ];
  const text = message.length > MOST_MESSAGE ? `${message.slice(0, MOST_MESSAGE)} …` : message;
  return `::${level} ${properties.join(",")}::${data(text)}`;
}

const data = (text: string): string =>
  visible(text.replaceAll("\r\n", "\n"))
    .replaceAll("%", "%25")
    .replaceAll("\r", "%0D")
    .replaceAll("\n", "%0A");

const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
