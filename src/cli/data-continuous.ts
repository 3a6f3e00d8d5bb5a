// How does a chain of contracts become one series for another program?

import { statSync } from "node:fs";
import { seenBars } from "../bars/chain.js";
import type { Series } from "../domain/bars.js";
import type { Chain } from "../domain/chain.js";
import type { Contract } from "../domain/contract.js";
import { EXIT, Fault } from "../domain/fault.js";
import { decimalOfTicks } from "../domain/money.js";
import { plannedChain } from "../engine/held-months.js";
import { isMultiple } from "../importer/read-multiple.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatInstant } from "../instrument/time.js";
import { chainRows } from "../report/chain-rows.js";
import { rollRows } from "../report/roll-lines.js";
import { rollTable } from "../report/tables.js";
import { writeFileSafely } from "../report/write.js";
import { readTraded } from "./chain.js";
import type { Action, Call } from "./commands.js";
import { toStdout } from "./data-export.js";
import { knownContracts } from "./known-contracts.js";
import { count } from "./progress.js";

/**
 * The series that a strategy would read, as CSV to stdout or into the file of `--out`, and its rolls beside it: FILE.rolls.csv, and as
 * lines of text. The contract's own close stands in each row.
 */
export const dataContinuous: Action = async (call) => {
  const { out, values } = call;
  const contract = askedContract(call);
  const { series, plan } = await joinedBars(call, contract);
  const chain = plannedChain(plan, series, contract);
  const text = rowsOf(series, chain, contract);
  const file = values.out;
  const rolls = file === null ? null : `${file.replace(/\.csv$/i, "")}.rolls.csv`;
  if (file !== null) writeFileSafely(file, text);
  if (rolls !== null) writeFileSafely(rolls, rollTable(chain, contract));
  if (out.json) {
    out.document({
      schema: "tickproof.continuous/1",
      symbol: contract.symbol,
      how: plan.how,
      adjust: plan.adjust,
      bars: series.bars.length,
      ...chainRows(chain, contract),
      notes: series.source.notes,
      file,
      text: file === null ? [...text].join("") : null,
    });
    return EXIT.ok;
  }
  const lines = [
    `${contract.symbol}: ${plan.how}, ${count(series.bars.length)} bars`,
    ...rollRows(chain, contract).map((line) => `  ${line}`),
  ];
  if (file === null) {
    await toStdout(text);
    for (const line of lines) out.note(line);
  } else {
    for (const line of lines) out.answer(`  ${line}`);
    out.answer(`  ${file}   ${rolls}`);
  }
  return EXIT.ok;
};

function askedContract({ operands, values, config }: Call): Contract {
  const [name] = values.instrument ?? [];
  if (operands.length === 0) {
    throw new Fault(
      "E103",
      "tickproof data continuous takes contract files, a folder of them, or multiple prices",
      {
        found: "none",
        fix: [
          "tickproof data continuous FOLDER -i MES",
          "tickproof data continuous raw.csv -i MES --rolls CALENDAR.csv --continuous raw",
        ],
      },
    );
  }
  if (name === undefined) {
    throw new Fault("E103", "tickproof data continuous needs to know which contract the bars are of", {
      why: "Its tick, its calendar and its rule of expiry say how it is rolled.",
      fix: [`tickproof data continuous ${operands[0]} -i MES`],
    });
  }
  return knownContracts(config).get(name);
}

/** One file with a calendar is one series, and so are multiple prices; all else is a chain. */
async function joinedBars(call: Call, contract: Contract) {
  const { operands, values, config, signal } = call;
  const [path] = operands as [string];
  const calendar = values.rolls?.some((one) => statSync(one, { throwIfNoEntry: false })?.isFile()) ?? false;
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  const single =
    operands.length === 1 &&
    isFile &&
    ((await isMultiple(path, signal)) || (calendar && values.continuous === "raw"));
  const contracts = knownContracts(config);
  const { series, chain: plan } = await readTraded(
    contract,
    contract.symbol,
    single ? { path, note: null } : undefined,
    single ? undefined : operands,
    call,
    contracts,
  );
  if (plan !== null) return { series, plan };
  throw new Fault("E374", `${path} tells of no contract months`, {
    where: path,
    expected: "a chain of contracts, multiple prices, or raw bars with --rolls CALENDAR.csv --continuous raw",
    fix: ["tickproof data continuous FOLDER -i MES"],
  });
}

/** Bars that are made into text at a time. */
const PORTION = 10_000;

function* rowsOf({ bars, source }: Series, chain: Chain, contract: Contract): Generator<string, void, void> {
  const { grid } = instrumentOf(contract);
  const { hasVolume } = source;
  const { months } = chain;
  const isRead = months.every(({ seen }) => seen !== null);
  const read = isRead ? seenBars(bars, months, grid) : bars;
  const columns = ["open", "high", "low", "close"] as const;
  yield `time,${columns.join(",")}${hasVolume ? ",volume" : ""},held,own_close\n`;
  let at = 0;
  for (let from = 0; from < bars.length; from += PORTION) {
    const lines: string[] = [];
    for (let i = from; i < Math.min(from + PORTION, bars.length); i++) {
      while (at + 1 < months.length && months[at + 1]!.bar <= i) at++;
      const { contract: held, offset, seen } = months[at]!;
      const prices = columns.map((column) => {
        // What lies on the grid is told exactly.
        if (seen === null) return decimalOfTicks(bars[`${column}Ticks`][i]!, grid);
        return seen.scale === 1
          ? decimalOfTicks(bars[`${column}Ticks`][i]! + seen.shift, grid)
          : String(read[column][i]!);
      });
      const volume = hasVolume ? [String(bars.volume[i]!)] : [];
      const own = decimalOfTicks(bars.closeTicks[i]! + offset, grid);
      lines.push([formatInstant(bars.time[i]!), ...prices, ...volume, held, own].join(","));
    }
    yield `${lines.join("\n")}\n`;
  }
}
