// What is agreed between all parts of `tickproof regress`?

import type { Call } from "./commands.js";

/** Where results are kept and pages are written, below the project. */
export const REGRESS_FOLDER = ".tickproof/regress";
/** With forward slashes, as it is told. */
export const INDEX_PAGE = `${REGRESS_FOLDER}/index.html`;

/** As vitest has it: whoever builds there looks on, and writes nothing to baselines. */
export const inCi = ({ CI }: NodeJS.ProcessEnv): boolean => Boolean(CI) && !/^(?:0|false|no)$/i.test(CI!);

export const isSet = (text: string | undefined): text is string =>
  text !== undefined && !/^(?:|0|false)$/i.test(text);

/** Whether anything is to be left for others: what does it takes longer to read than an answer that is kept. */
export const leavesFiles = ({ values }: Call, env: NodeJS.ProcessEnv): boolean =>
  values.junit !== null ||
  values.summary !== null ||
  values.annotations ||
  isSet(env.GITHUB_ACTIONS) ||
  isSet(env.GITHUB_STEP_SUMMARY);
