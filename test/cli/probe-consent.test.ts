import { expect, test } from "vitest";
import { type ConsentParts, demandConsent } from "../../src/cli/probe-consent.ts";

const REAL: ConsentParts = { venue: "prod", isPlayMoney: false, yesIMeanIt: false, ask: undefined };
const typed = (text: string) => () => Promise.resolve(text);

test("play money is risked by anybody, real money by who says so", async () => {
  const unasked = () => expect.unreachable();
  await demandConsent({ ...REAL, isPlayMoney: true, ask: unasked });
  await demandConsent({ ...REAL, yesIMeanIt: true, ask: unasked });
  await demandConsent({ ...REAL, ask: typed(" probe\n") });
});

test.each([undefined, "", "y", "yes", "PROBE", "probe it"])("nothing is risked by %j", async (text) => {
  const ask = text === undefined ? undefined : typed(text);
  await expect(demandConsent({ ...REAL, ask })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/prod.*real money.*--yes-i-mean-it/),
  });
});
