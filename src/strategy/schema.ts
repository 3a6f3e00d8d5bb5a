// Is this a declaration of parameters?

export interface SchemaProblem {
  /** The parameter that is wrong, or null where it is the whole declaration. */
  readonly name: string | null;
  readonly message: string;
}

/** What is wrong with a `static params` that user code declared; null if nothing is. Without one there is nothing to check. */
export function schemaProblem(schema: unknown): SchemaProblem | null {
  if (schema === undefined) return null;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
    return { name: null, message: "params must be an object, one entry a parameter" };
  }
  for (const [name, param] of Object.entries(schema)) {
    const wrong = /^[A-Za-z_$][\w$-]*$/.test(name) ? paramProblem(param) : "is no name that -p could give";
    if (wrong !== null) return { name, message: `${name} ${wrong}` };
  }
  return null;
}

function paramProblem(param: unknown): string | null {
  if (typeof param === "number") return `is the bare number ${param}: int(…) or float(…) gives it bounds`;
  if (typeof param !== "object" || param === null)
    return `is a bare ${typeof param}: it needs bool(…) or choice(…)`;
  const { type, default: value, min, max, of } = param as Readonly<Record<string, unknown>>;
  switch (type) {
    case "bool":
      return typeof value === "boolean"
        ? null
        : `has the default ${show(value)}, which is neither true nor false`;
    case "choice":
      if (!Array.isArray(of) || of.length === 0 || !of.every((word) => typeof word === "string")) {
        return 'needs its choices in of: ["…", "…"]';
      }
      return of.includes(String(value)) && typeof value === "string"
        ? null
        : `has the default ${show(value)}, which is not among ${of.join(", ")}`;
    case "int":
    case "float":
      return numberProblem(type, { value, min, max, step: (param as { step?: unknown }).step });
    default:
      return "is not made by int, float, bool or choice";
  }
}

function numberProblem(
  type: "int" | "float",
  of: Readonly<Record<"value" | "min" | "max" | "step", unknown>>,
): string | null {
  for (const [key, number] of Object.entries(of)) {
    const label = key === "value" ? "default" : key;
    if (typeof number !== "number" || !Number.isFinite(number))
      return `has the ${label} ${show(number)}, which is not a number`;
    if (type === "int" && !Number.isInteger(number)) return `has the ${label} ${number}, which is not whole`;
  }
  const { value, min, max } = of as Readonly<Record<"value" | "min" | "max" | "step", number>>;
  if (min > max) return `has min ${min} above max ${max}`;
  return value < min || value > max ? `has the default ${value}, outside ${min} to ${max}` : null;
}

const show = (value: unknown): string => (typeof value === "string" ? JSON.stringify(value) : String(value));
