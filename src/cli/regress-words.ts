// What is agreed between all parts of `tickproof regress`?

/** Where results are kept and pages are written, below the project. */
export const REGRESS_FOLDER = ".tickproof/regress";

/** As vitest has it: whoever builds there looks on, and writes nothing to baselines. */
export const inCi = ({ CI }: NodeJS.ProcessEnv): boolean => Boolean(CI) && !/^(?:0|false|no)$/i.test(CI!);
