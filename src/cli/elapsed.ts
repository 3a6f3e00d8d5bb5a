// How long did something take?

/** Milliseconds on a clock that nobody sets. Not `performance.now()`, for which Node first loads a room of its own. */
export const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
