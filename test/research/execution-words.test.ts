// Is what one says of slippage and limits read as it is meant, and never guessed?

import { describe, expect, test } from "vitest";
import { loadContracts } from "#instrument/contracts.js";
import {
  limitFillText,
  readLimitFill,
  readParticipation,
  readSlippage,
  slippageOn,
  slippageText,
} from "#research/execution-words.js";
import { faultFrom } from "../broker/fault-of.js";

const WHERE = "--slippage";
const contracts = loadContracts();

describe("slippage", () => {
  test.each([
    ["1t", 1],
    ["2", 2],
    ["0", 0],
    [" 3 T ", 3],
    ["spread", { model: "spread", ticks: null, newsMinutes: 2 }],
    ["Spread:1,2,4", { model: "spread", ticks: { regular: 1, overnight: 2, news: 4 }, newsMinutes: 2 }],
    ["spread: 1t, 2t, 8t", { model: "spread", ticks: { regular: 1, overnight: 2, news: 8 }, newsMinutes: 2 }],
    ["spread:1,2,4/5", { model: "spread", ticks: { regular: 1, overnight: 2, news: 4 }, newsMinutes: 5 }],
    ["spread/10", { model: "spread", ticks: null, newsMinutes: 10 }],
    ["atr:0.05", { model: "atr", share: 0.05, period: 14 }],
    ["atr:5%", { model: "atr", share: 0.05, period: 14 }],
    ["atr:.1/20", { model: "atr", share: 0.1, period: 20 }],
    ["impact:0.6", { model: "impact", coefficient: 0.6, period: 14 }],
    ["impact:1/5", { model: "impact", coefficient: 1, period: 5 }],
    ["./my-slippage.ts", { model: "own", file: "./my-slippage.ts" }],
    ["models/mine.mjs", { model: "own", file: "models/mine.mjs" }],
    ["spread.ts", { model: "own", file: "spread.ts" }],
    ["/models/mine", { model: "own", file: "/models/mine" }],
    ["..\\mine.js", { model: "own", file: "..\\mine.js" }],
  ])("%s", (text, asked) => {
    expect(readSlippage(text, WHERE)).toEqual(asked);
  });

  test.each([
    ["0.5", /whole ticks from 0/],
    ["-1", /whole ticks from 0/],
    ["+1", /whole ticks from 0/],
    ["99999", /whole ticks from 0/],
    ["1.5t", /whole ticks from 0/],
    ["", /1t, spread/],
    ["t", /1t, spread/],
    ["1 tick", /1t, spread/],
    ["free", /1t, spread/],
    ["spread:1", /regular hours, overnight and near news/],
    ["spread:1,2", /regular hours, overnight and near news/],
    ["spread:1,2,x", /regular hours, overnight and near news/],
    ["spread:1,2,0.5", /regular hours, overnight and near news/],
    ["spread:", /regular hours, overnight and near news/],
    ["spread/", /minutes around an event from 1 to 1440/],
    ["spread:1,2,4/soon", /minutes around an event from 1 to 1440/],
    ["spread/0", /minutes around an event from 1 to 1440/],
    ["spread/1441", /minutes around an event from 1 to 1440/],
    ["atr", /atr:5% or atr:0\.05/],
    ["atr:0", /atr:5% or atr:0\.05/],
    ["atr:-5%", /atr:5% or atr:0\.05/],
    ["atr:0.1/0", /bars from 1 to 1000/],
    ["atr:0.1/14/2", /bars from 1 to 1000/],
    ["impact", /impact:0\.6/],
    ["impact:big", /impact:0\.6/],
  ])("cannot be %o", (text, expected) => {
    const fault = faultFrom(() => readSlippage(text, WHERE));
    expect([fault.code, fault.message]).toEqual(["E104", `--slippage cannot be "${text}"`]);
    expect(fault.detail.expected).toMatch(expected);
  });

  test("of a mistyped model the one that was meant is named", () => {
    expect(faultFrom(() => readSlippage("spred:1,2,4", WHERE)).detail.fix).toEqual(["spread:1,2,4"]);
    expect(faultFrom(() => readSlippage("inpact:1", WHERE)).detail.fix).toEqual(["impact:1"]);
  });

  test.each([
    ["atr:5%", { model: "atr", share: 0.05, period: 14 }],
    ["2", 2],
  ])("%s is the same on every contract", (text, model) => {
    for (const symbol of ["MES", "MCL"]) {
      expect(slippageOn(readSlippage(text, WHERE), contracts.get(symbol), null)).toEqual(model);
    }
  });

  test("a spread without numbers is that of the product: crude oil and crypto cost twice the index", () => {
    const on = (symbol: string) => slippageOn(readSlippage("spread", WHERE), contracts.get(symbol), null);
    expect(on("MES")).toEqual({ model: "spread", regular: 1, overnight: 2, news: 4, newsMinutes: 2 });
    for (const symbol of ["MCL", "MBT", "MET", "PERP"]) {
      expect(on(symbol)).toEqual({ model: "spread", regular: 2, overnight: 4, news: 8, newsMinutes: 2 });
    }
  });

  test("a file is known by the name and the hash of its code, whatever folder it lies in", () => {
    const bundle = {
      name: "mine",
      file: "mine.ts",
      hash: "abc",
      source: "/a/mine.ts",
      module: "/b/mine.mjs",
    };
    expect(slippageOn(readSlippage("./mine.ts", WHERE), contracts.get("MES"), bundle)).toEqual({
      model: "own",
      name: "mine",
      file: "mine.ts",
      hash: "abc",
    });
  });
});

describe("slippage as an object of config or program", () => {
  test.each([
    [1, "1"],
    ["atr:5%", "atr:5%"],
    [{ model: "spread" }, "spread"],
    [{ model: "spread", newsMinutes: 5 }, "spread/5"],
    [{ model: "spread", regular: 1, overnight: 2, news: 4 }, "spread:1,2,4"],
    [{ news: 4, model: "spread", overnight: 2, newsMinutes: 3, regular: 1 }, "spread:1,2,4/3"],
    [{ model: "atr", share: 0.05 }, "atr:0.05"],
    [{ model: "atr", share: "5%", period: 20 }, "atr:5%/20"],
    [{ model: "impact", coefficient: 0.6, period: 5 }, "impact:0.6/5"],
  ])("%o is %s", (value, text) => {
    expect(slippageText(value, "slippage")).toBe(text);
    expect(() => readSlippage(text, "slippage")).not.toThrow();
  });

  test.each([
    ["a mistyped model", { model: "spred" }, /slippage\.model cannot be "spred"/, 'model: "spread"'],
    ["no model", { regular: 1 }, /slippage\.model cannot be "undefined"/, undefined],
    ["a key of every object", { model: "toString" }, /slippage\.model cannot be "toString"/, undefined],
    ["a mistyped number", { model: "spread", regulr: 3 }, /\(spread\) has no "regulr"/, "regular: 3"],
    [
      "a number of another model",
      { model: "atr", coefficient: 3 },
      /\(atr\) has no "coefficient"/,
      undefined,
    ],
    [
      "one number of three",
      { model: "spread", news: 4 },
      /"spread without regular and overnight"/,
      undefined,
    ],
    ["nothing", null, /slippage cannot be "null"/, undefined],
  ])("with %s is refused", (_what, value, message, fix) => {
    const fault = faultFrom(() => readSlippage(slippageText(value, "slippage"), "slippage"));
    expect(fault.code).toBe("E104");
    expect(fault.message).toMatch(message);
    expect(fault.detail.fix?.[0]).toBe(fix);
  });

  test("a function cannot be told to a worker: its file can", () => {
    const fault = faultFrom(() => slippageText(() => 1, "tickproof.config.ts:2:3 slippage"));
    expect(fault.code).toBe("E104");
    expect(fault.detail.fix?.[0]).toContain('slippage: "./my-slippage.ts"');
  });
});

describe("limit fills", () => {
  test.each([
    ["touch", "touch"],
    ["through", "through"],
    ["Through", "through"],
    ["through:1", "through"],
    ["through:2", { through: 2 }],
    ["volume:3", { volume: 3 }],
    ["volume: 1.5", { volume: 1.5 }],
  ])("%s", (text, rule) => {
    expect(readLimitFill(text, "--limit-fill")).toEqual(rule);
  });

  test.each(["through:0", "through:0.5", "through:", "volume", "volume:0", "volume:-1", "always", ""])(
    "cannot be %o",
    (text) => {
      const fault = faultFrom(() => readLimitFill(text, "--limit-fill"));
      expect([fault.code, fault.message]).toEqual(["E104", `--limit-fill cannot be "${text}"`]);
    },
  );

  test("as an object", () => {
    expect(limitFillText({ through: 2 }, "limitFill")).toBe("through:2");
    expect(limitFillText({ volume: 3 }, "limitFill")).toBe("volume:3");
    expect(limitFillText("touch", "limitFill")).toBe("touch");
    expect(faultFrom(() => limitFillText({ throuhg: 2 }, "limitFill")).detail.fix).toEqual(["through: 2"]);
    expect(faultFrom(() => limitFillText({ through: 2, volume: 3 }, "limitFill")).code).toBe("E104");
    expect(faultFrom(() => limitFillText({}, "limitFill")).code).toBe("E104");
  });
});

describe("participation", () => {
  test.each([
    ["10%", 0.1],
    ["0.1", 0.1],
    ["100%", 1],
    ["1", 1],
    ["none", null],
  ])("%s", (text, share) => {
    expect(readParticipation(text, "--participation")).toBe(share);
  });

  test.each(["0", "0%", "-10%", "101%", "much", ""])("cannot be %o", (text) => {
    expect(faultFrom(() => readParticipation(text, "--participation")).code).toBe("E104");
  });

  test("of 10, the percent sign was forgotten", () => {
    expect(faultFrom(() => readParticipation("10", "--participation")).detail.fix).toEqual(["10%"]);
  });
});
