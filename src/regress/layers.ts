// In which layers do two fingerprints differ, and in what there?

import {
  type FactChange,
  type FingerprintTree,
  LAYERS,
  type Layer,
  type LayerDiff,
  type LayerFacts,
} from "../domain/regress.js";
import { ASKED_FACT, HOURS_FACT, SOURCE_FACT } from "./tree.js";

/**
 * One entry a layer. Of the engine only its semantics count, since they say whether results can change; its code does where it is all that
 * differs: then somebody forgot to raise them. Of data only what a run can see counts, not which file it lay in.
 */
export function layerDiffs(baseline: FingerprintTree, now: FingerprintTree): LayerDiff[] {
  const diffs = LAYERS.map((layer): LayerDiff => {
    const changes = factChanges(baseline.layers[layer].facts, now.layers[layer].facts);
    return { layer, changes: counted(layer, changes) };
  });
  if (diffs.some(({ layer, changes }) => layer !== "runtime" && changes.length > 0)) return diffs;
  const engine = factChanges(baseline.layers.engine.facts, now.layers.engine.facts);
  return diffs.map((diff) => (diff.layer === "engine" ? { ...diff, changes: engine } : diff));
}

function counted(layer: Layer, changes: readonly FactChange[]): readonly FactChange[] {
  if (layer === "engine") return changes.some(({ name }) => name === "semantics") ? changes : [];
  if (layer !== "data") return changes;
  const told = changes.filter(({ name, baseline }) => name !== HOURS_FACT || baseline !== null);
  return told.every(({ name }) => SOURCE_FACT.test(name)) ? [] : told;
}

function factChanges(baseline: LayerFacts, now: LayerFacts): FactChange[] {
  const names = [...new Set([...Object.keys(baseline), ...Object.keys(now)])].sort();
  return names
    .map((name) => ({ name, baseline: baseline[name] ?? null, now: now[name] ?? null }))
    .filter((change) => change.baseline !== change.now);
}

/** The bars are the same, the market's hours or the dates they belong to are not. */
export function isCalendarOnly(diffs: readonly LayerDiff[]): boolean {
  const changes = diffs.find(({ layer }) => layer === "data")?.changes ?? [];
  return changes.every(({ name }) => name === HOURS_FACT || name === "calendar" || SOURCE_FACT.test(name));
}

/** Bars are other bars, and nobody asked for other ones. */
export function hasDrifted(diffs: readonly LayerDiff[]): boolean {
  const changes = diffs.find(({ layer }) => layer === "data")?.changes ?? [];
  return changes.length > 0 && changes.every(({ name }) => !name.startsWith(ASKED_FACT));
}

export const changedLayers = (diffs: readonly LayerDiff[]): Layer[] =>
  diffs.filter(({ changes }) => changes.length > 0).map(({ layer }) => layer);
