// Does the top level of a module come to an end?

/** Modules of which that is known. */
const loadable = new Set<string>();

export const isLoadable = (module: string): boolean => loadable.has(module);

/** A module that another step has loaded in a thread needs no probe. */
export const markLoadable = (module: string): void => void loadable.add(module);
