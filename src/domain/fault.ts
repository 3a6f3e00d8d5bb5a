// What does the program say when the user, a file or a strategy is wrong?

/** Exit codes of the command line (docs/errors.md). */
export const EXIT = {
  ok: 0,
  no: 1,
  usage: 2,
  input: 3,
  strategy: 4,
  untrusted: 5,
  bug: 70,
  interrupted: 130,
} as const;

/** E1 configuration, E2 contracts and margins, E3 data and imports, E4 strategy, E5 trust. Never renumbered. */
export type FaultCode = `E${1 | 2 | 3 | 4 | 5}${number}`;

export interface FaultDetail {
  /** `file:line:column`, or whatever place the reader can go to. */
  readonly where?: string;
  readonly found?: string;
  readonly expected?: string;
  /** Why it matters, in one sentence, only where that is not obvious. */
  readonly why?: string;
  /** Ways out, each a command or an edit, most likely first. */
  readonly fix?: readonly string[];
  /** Lines of the offending file with a marker, already laid out. */
  readonly excerpt?: string;
}

/**
 * Something that is wrong on the user's side. It is shown without a stack; any other error that reaches the
 * top is our bug and shows everything. Plain fields only, so that it survives the way out of a worker.
 */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly detail: FaultDetail;

  constructor(code: FaultCode, message: string, detail: FaultDetail = {}) {
    super(message);
    this.name = "Fault";
    this.code = code;
    this.detail = detail;
  }

  /** The exit code follows from the family of the code. */
  get exit(): number {
    switch (this.code[1]) {
      case "1":
        return EXIT.usage;
      case "4":
        return EXIT.strategy;
      case "5":
        return EXIT.untrusted;
      default:
        return EXIT.input;
    }
  }
}

/** A fault as data: what crosses threads and stands in a `tickproof.error/1` document. */
export interface FaultData extends FaultDetail {
  readonly code: FaultCode;
  readonly message: string;
}

export const faultData = (fault: Fault): FaultData => ({
  code: fault.code,
  message: fault.message,
  ...fault.detail,
});

export function faultFrom({ code, message, ...detail }: FaultData): Fault {
  return new Fault(code, message, detail);
}

/** The known word nearest to a mistyped one, if any is near: "lookbak" → "lookback". */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Levenshtein distance by the two-row method. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}
