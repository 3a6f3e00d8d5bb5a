import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/fixtures/seed.ts"],
    // Most tests wait for processes of their own, so one worker would leave a core idle.
    maxWorkers: "100%",
    // What hangs fails; what is slow, on a machine with other work, does not. A poll ends as soon as it is answered.
    testTimeout: 240_000 * Math.max(1, Number(process.env.TICKPROOF_FUZZ ?? 1)),
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    // The built code runs as users run it, in plain Node: transformed by vitest, a strategy would extend another copy of
    // the framework than the one that its worker loads, and its errors would point into vitest's own source maps.
    server: { deps: { external: [/\/dist\//] } },
  },
});
