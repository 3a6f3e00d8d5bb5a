// How is a workload's result read on a terminal?

import type { Line, Measured, Table } from "./measured.js";

const count = (n: number) => n.toLocaleString("en-US");

export function printed({ workload, bars, fingerprint, trades, tables, peak, notes }: Measured): string {
  const facts = [`${count(bars)} bars`];
  if (fingerprint !== null) facts.push(`fingerprint ${fingerprint.slice(0, 16)}`);
  if (trades !== null) facts.push(`${count(trades)} trades`);
  return [`${workload}: ${facts.join(", ")}`, ...tables.flatMap(tableText), memoryText(peak), ...notes].join(
    "\n",
  );
}

function tableText({ title, unit, rounds, lines }: Table): string[] {
  const head = `  ${title}, ${rounds} rounds in turn`;
  return [
    head,
    `  ${"".padEnd(32)}${"median".padStart(9)}${"min".padStart(13)}`,
    ...lines.map((line) => lineText(line, unit)),
  ];
}

function lineText({ who, role, ms, min, rate, ratio }: Line, unit: Table["unit"]): string {
  const times = `${ms.toFixed(2).padStart(9)} ms ${min.toFixed(2).padStart(9)} ms`;
  const beside =
    ratio === null
      ? ""
      : role === "variant"
        ? `  takes ${ratio.toFixed(2)} times as long as the first`
        : `  the first takes ${ratio.toFixed(2)} times as long`;
  const pace = rate === null ? "" : ` ${rate.toFixed(1).padStart(8)} ${unit}`;
  return `  ${who.padEnd(32)}${times} ${pace}${beside}`;
}

function memoryText({ bytes, columns, bars }: Measured["peak"]): string {
  const megabytes = (n: number) => `${(n / 1e6).toFixed(0)} MB`;
  const each = bars < 1_000_000 ? "" : `, ${((bytes - columns) / bars).toFixed(0)} bytes a bar`;
  return `  peak memory ${megabytes(bytes)}: columns of bars ${megabytes(columns)}, all else ${megabytes(bytes - columns)}${each}`;
}
