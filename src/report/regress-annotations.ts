// What does a reviewer see beside the lines of a pull request?

import type { CaseResult } from "../domain/regress.js";
import { formatInstant } from "../instrument/time.js";
import { type Annotation, MOST_ANNOTATIONS } from "./annotation.js";
import { changedLayersOf, placeParts } from "./regress-words.js";

export interface AnnotationTerms {
  readonly fails: (result: CaseResult) => boolean;
  /** From the root of the repository to a file that messages name. */
  readonly fileOf: (shown: string) => string;
}

/** At the line of the first decision that parts, and at the line that was changed, where that is another. Errors first: a forge drops what is too much. */
export function regressAnnotations(
  results: readonly CaseResult[],
  terms: AnnotationTerms,
): readonly Annotation[] {
  const failed = results.filter(terms.fails);
  const errors = failed.map((result) => annotationOf(result, terms));
  const notices = failed.flatMap((result) => changedAt(result, terms));
  const left = errors.length - MOST_ANNOTATIONS;
  const shown =
    left <= 0
      ? errors
      : [
          ...errors.slice(0, MOST_ANNOTATIONS - 1),
          {
            level: "error" as const,
            file: null,
            line: null,
            title: "tickproof regress",
            message: `${left + 1} more cases failed; the summary has them all`,
          },
        ];
  return [...shown, ...notices.slice(0, MOST_ANNOTATIONS)];
}

function annotationOf(result: CaseResult, { fileOf }: AnnotationTerms): Annotation {
  const { name, verdict, headline, divergence, finding, fault } = result;
  const where = finding?.where ?? divergence?.place?.where ?? fault?.where ?? null;
  const at = where === null ? null : placeParts(where);
  const isFile = at !== null && (at.line !== null || /\.\w+$/.test(at.file));
  const said = fault === null ? headline || verdict : `${fault.code} ${fault.message}`;
  const lines = [said];
  if (finding === null && divergence !== null) {
    lines.push(
      `first divergent decision ${formatInstant(divergence.time)}`,
      `baseline: ${divergence.baseline ?? "nothing"}`,
      `now: ${divergence.now ?? "nothing"}`,
      ...divergence.values
        .slice(0, 3)
        .map(({ name: value, baseline, now }) =>
          baseline === now ? `${value}: ${now}` : `${value}: ${baseline ?? "—"} → ${now ?? "—"}`,
        ),
      divergence.why,
    );
  }
  const layers = changedLayersOf(result).map(({ layer }) => layer);
  if (layers.length > 0) lines.push(`changed: ${layers.join(", ")}`);
  return {
    level: "error",
    file: isFile ? fileOf(at.file) : fileOf(`baselines/${name}/case.toml`),
    line: isFile ? (at.line ?? 1) : 1,
    title: `${name}: ${verdict}`,
    message: lines.join("\n"),
  };
}

function changedAt({ name, divergence }: CaseResult, { fileOf }: AnnotationTerms): Annotation[] {
  const [changed] = divergence?.changedLines ?? [];
  if (changed === undefined || divergence === null) return [];
  const { file, line } = placeParts(changed.where);
  const decided = divergence.place === null ? null : placeParts(divergence.place.where);
  if (decided?.file === file && decided.line === line) return [];
  return [
    {
      level: "notice",
      file: fileOf(file),
      line,
      title: `${name}: changed since the baseline`,
      message:
        decided === null
          ? divergence.why
          : `the first decision that differs is at ${decided.file}:${decided.line}; ${divergence.why}`,
    },
  ];
}
