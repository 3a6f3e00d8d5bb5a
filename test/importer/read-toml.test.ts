// Does a file of settings say where it is wrong, and keep its numbers as they were written?

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { checkedToml, tomlOf } from "#importer/read-toml.js";
import { faultFrom } from "../broker/fault-of.js";

const PLAN = `# promises
[plan.orb-mes]
contracts = 2
max_daily_loss = 300.10
params = { range = 15, stop = 40 }
from = 2024-01-02
at = 09:30:00
days = ["mon", 2]
`;
const shape = z.strictObject({
  plan: z.record(
    z.string(),
    z.strictObject({
      contracts: z.number("a number of contracts"),
      max_daily_loss: z.number().optional(),
      params: z.record(z.string(), z.number("a number")).optional(),
      from: z.string(),
      at: z.string(),
      days: z.array(z.union([z.string(), z.number()])),
    }),
  ),
});

describe("a TOML file", () => {
  test("is read with its dates and times as texts", () => {
    const { plan } = checkedToml(tomlOf(PLAN, "plan.toml"), shape);
    expect(plan["orb-mes"]).toEqual({
      contracts: 2,
      max_daily_loss: 300.1,
      params: { range: 15, stop: 40 },
      from: "2024-01-02",
      at: "09:30:00",
      days: ["mon", 2],
    });
  });

  test("has its numbers as they were written, and the place of each value", () => {
    const file = tomlOf(PLAN, "plan.toml");
    expect(file.writtenAs(["plan", "orb-mes", "max_daily_loss"])).toBe("300.10");
    expect(file.writtenAs(["plan", "orb-mes", "days", 1])).toBe("2");
    expect(file.writtenAs(["plan", "orb-mes", "days", 0])).toBeNull();
    expect(file.placeOf(["plan", "orb-mes", "params", "stop"])).toBe("plan.toml:5:24");
    expect(file.placeOf(["plan", "orb-mes", "nothing"])).toBe("plan.toml:2:1");
    expect(file.placeOf(["else"])).toBe("plan.toml:1:1");
  });

  test.each([
    ["a =", "plan.toml:1:4"],
    ["a = 1\na = 2", "plan.toml:2:1"],
    ["[x", "plan.toml:1:3"],
  ])("that is none says where: %j", (text, where) => {
    const fault = faultFrom(() => tomlOf(text, "plan.toml"));
    expect(fault).toMatchObject({ code: "E170", message: "plan.toml is no TOML" });
    expect(fault.detail.where).toMatch(/^plan\.toml:\d+:\d+$/);
    expect(fault.detail.where!.split(":")[1]).toBe(where.split(":")[1]);
  });

  test("with an unknown key names the nearest one", () => {
    const text = PLAN.replace("max_daily_loss", "max_daily_los");
    expect(faultFrom(() => checkedToml(tomlOf(text, "plan.toml"), shape))).toMatchObject({
      code: "E171",
      message: 'Unknown key "max_daily_los"',
      detail: { where: "plan.toml:4:1", expected: "did you mean max_daily_loss?" },
    });
  });

  test("with a value of the wrong kind says what stands there and what is taken", () => {
    const text = PLAN.replace("contracts = 2", 'contracts = "two"');
    expect(faultFrom(() => checkedToml(tomlOf(text, "plan.toml"), shape))).toMatchObject({
      code: "E172",
      message: "plan.orb-mes.contracts is not what is taken there",
      detail: { where: "plan.toml:3:1", found: '"two"', expected: "a number of contracts" },
    });
    expect(
      faultFrom(() => checkedToml(tomlOf(PLAN.replace("contracts = 2\n", ""), "plan.toml"), shape)),
    ).toMatchObject({ code: "E172", detail: { where: "plan.toml:2:1", found: "nothing" } });
  });
});

test("a zero at the end of the text is a number, too", () => {
  expect(tomlOf("a = 0", "x.toml").writtenAs(["a"])).toBe("0");
});
