// What settings does a strategy take, and is this value one of them?

import { didYouMean, Fault } from "../domain/fault.js";
import type { ParamValue, ParamValues } from "../domain/run.js";

export interface NumberParam {
  readonly type: "int" | "float";
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** Distance between neighbours when a sweep walks over it. */
  readonly step: number;
  readonly hint: string;
}
export interface BoolParam {
  readonly type: "bool";
  readonly default: boolean;
  readonly hint: string;
}
export interface ChoiceParam<T extends string = string> {
  readonly type: "choice";
  readonly default: T;
  readonly of: readonly T[];
  readonly hint: string;
}
export type Param = NumberParam | BoolParam | ChoiceParam;
export type ParamSchema = Readonly<Record<string, Param>>;

/** The values that a schema admits: `this.params.fast` is a number, `this.params.entry` one of its choices. */
export type ParamsOf<S extends ParamSchema> = {
  readonly [K in keyof S]: S[K] extends NumberParam
    ? number
    : S[K] extends BoolParam
      ? boolean
      : S[K] extends ChoiceParam<infer T>
        ? T
        : never;
};

interface Bounds {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly hint?: string;
}

/** A whole number from `min` to `max`. */
export const int = ({ step = 1, hint = "", ...bounds }: Bounds): NumberParam => ({
  type: "int",
  step,
  hint,
  ...bounds,
});

/** Any number from `min` to `max`. */
export const float = ({ step, hint = "", ...bounds }: Bounds): NumberParam => ({
  type: "float",
  step: step ?? (bounds.max - bounds.min) / 10,
  hint,
  ...bounds,
});

export const bool = ({ default: value, hint = "" }: { default: boolean; hint?: string }): BoolParam => ({
  type: "bool",
  default: value,
  hint,
});

/** One of the words in `of`. */
export const choice = <const T extends string>(param: {
  default: NoInfer<T>;
  of: readonly T[];
  hint?: string;
}): ChoiceParam<T> => ({ type: "choice", hint: "", ...param });

export const defaultsOf = (schema: ParamSchema): ParamValues =>
  Object.fromEntries(Object.entries(schema).map(([name, param]) => [name, param.default]));

/**
 * Given values over the defaults. Text from a command line is read as what the parameter is.
 * Throws E130 for a name that the strategy does not have and E131 for a value outside its bounds.
 */
export function resolveParams(
  schema: ParamSchema,
  given: Readonly<Record<string, ParamValue>>,
  strategy: string,
): ParamValues {
  const values: Record<string, ParamValue> = { ...defaultsOf(schema) };
  for (const [name, value] of Object.entries(given)) {
    const param = Object.hasOwn(schema, name) ? schema[name] : undefined;
    if (param === undefined) throw unknownParam(schema, name, strategy);
    values[name] = readParam(param, value, name, strategy);
  }
  return values;
}

function readParam(param: Param, value: ParamValue, name: string, strategy: string): ParamValue {
  const wrong = (expected: string) =>
    new Fault("E131", `${strategy}: parameter ${name} cannot be ${JSON.stringify(value)}`, {
      found: String(value),
      expected,
      fix: [`-p ${name}=${param.default}   (the default)`],
    });
  switch (param.type) {
    case "bool":
      if (value === true || value === "true") return true;
      if (value === false || value === "false") return false;
      throw wrong("true or false");
    case "choice":
      if (param.of.includes(String(value))) return String(value);
      throw wrong(`one of ${param.of.join(", ")}`);
    default: {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      const kind = param.type === "int" ? "a whole number" : "a number";
      const fits =
        typeof number === "number" &&
        number >= param.min &&
        number <= param.max &&
        (param.type === "float" || Number.isInteger(number));
      if (!fits) throw wrong(`${kind} from ${param.min} to ${param.max}`);
      return number;
    }
  }
}

function unknownParam(schema: ParamSchema, name: string, strategy: string): Fault {
  const known = Object.keys(schema);
  const near = didYouMean(name, known);
  return new Fault(
    "E130",
    `${strategy} has no parameter "${name}".${near === undefined ? "" : ` Did you mean "${near}"?`}`,
    {
      found: name,
      expected: known.length === 0 ? "no parameters: it takes none" : known.join(", "),
      fix: (near === undefined ? known : [near]).map((key) => {
        const { default: value, hint } = schema[key]!;
        return `-p ${key}=${value}${hint === "" ? "" : `   ${hint}`}`;
      }),
    },
  );
}
