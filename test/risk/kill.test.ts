import { describe, expect, it } from "vitest";
import type { Time } from "../../src/market/units.ts";
import { Kill, type KillReading } from "../../src/risk/kill.ts";

const at = (seconds: number): Time => (1_000_000 + seconds * 1_000) as Time;
/** A reading that arrives at one second, vouches for another, and shows orders that expire at these. */
const reading = (arrives: number, asOf: number, ...expiries: (number | undefined)[]): KillReading => ({
  at: at(arrives),
  asOf: at(asOf),
  resting: expiries.map((expiry) => ({ expiresAt: expiry === undefined ? undefined : at(expiry) })),
});

/** Pulled at 0 with two orders that may rest until 45, nothing in flight, and a cancel-all sent at once. */
function pulled(createsInFlight = 0): Kill {
  const kill = new Kill(at(0), "viewer", 2, at(45), createsInFlight);
  kill.onCancelSent(at(0));
  return kill;
}

describe("a kill", () => {
  it("is LOCAL at once, and says what may rest until when", () => {
    const kill = pulled();
    expect([kill.grade, kill.mayRest, kill.lastExpiry, kill.confirmedAt]).toEqual(["LOCAL", 2, at(45), undefined]);
    expect([kill.at, kill.by]).toEqual([at(0), "viewer"]);
  });

  it("is CONFIRMED by two readings a second apart that show nothing", () => {
    const kill = pulled();
    kill.onReading(reading(1, 0.5), 0);
    expect(kill.grade).toBe("LOCAL");
    kill.onReading(reading(2, 1.5), 0);
    expect([kill.grade, kill.mayRest, kill.confirmedAt]).toEqual(["CONFIRMED", 0, at(1.5)]);
  });

  it.each<[string, (kill: Kill) => void]>([
    ["one reading", (kill) => kill.onReading(reading(1, 0.5), 0)],
    [
      "two less than a second apart by the exchange's clock",
      (kill) => {
        kill.onReading(reading(1, 0.5), 0);
        kill.onReading(reading(3, 1.499), 0);
      },
    ],
    [
      "two less than a second apart by ours",
      (kill) => {
        kill.onReading(reading(3, 0.5), 0);
        kill.onReading(reading(3.999, 3), 0);
      },
    ],
    [
      "the same reading twice",
      (kill) => {
        kill.onReading(reading(1, 0.5), 0);
        kill.onReading(reading(9, 0.5), 0);
      },
    ],
    [
      "readings from before the cancel",
      (kill) => {
        kill.onReading(reading(1, 0), 0);
        kill.onReading(reading(3, -1), 0);
        kill.onReading(reading(5, 0), 0);
      },
    ],
    [
      "readings on both sides of a second cancel",
      (kill) => {
        kill.onReading(reading(1, 0.5), 0);
        kill.onCancelSent(at(2));
        kill.onReading(reading(3, 2.5), 0);
      },
    ],
    [
      "readings while a create may still arrive",
      (kill) => {
        kill.onReading(reading(1, 0.5), 1);
        kill.onReading(reading(3, 2.5), 1);
        kill.onReading(reading(5, 4.5), 1);
      },
    ],
    [
      "a clean reading, one that isn't, and a clean one",
      (kill) => {
        kill.onReading(reading(1, 0.5), 0);
        kill.onReading(reading(3, 2.5, 45), 0);
        kill.onReading(reading(5, 4.5), 0);
      },
    ],
  ])("is not by %s", (_, happens) => {
    const kill = pulled();
    happens(kill);
    expect([kill.grade, kill.confirmedAt]).toEqual(["LOCAL", undefined]);
    expect(kill.mayRest).toBeGreaterThan(0);
  });

  it("does not take a reading from before a create's answer for proof that it isn't there", () => {
    const kill = pulled(1);
    kill.onReading(reading(1, 0.5), 1);
    // Answered at 2; what comes in at 3 vouches for 2.5, and only what is later than 3 is sure to know the create.
    kill.onReading(reading(3, 2.5), 0);
    kill.onReading(reading(5, 3), 0);
    kill.onReading(reading(7, 6.5), 0);
    expect(kill.grade).toBe("LOCAL");
    kill.onReading(reading(9, 8.5), 0);
    expect(kill.grade).toBe("CONFIRMED");
  });

  it("takes every order for one in flight when it isn't told", () => {
    const kill = new Kill(at(0), "viewer", 2, at(45));
    kill.onReading(reading(1, 0.5), 0);
    kill.onReading(reading(3, 2.5), 0);
    expect(kill.grade).toBe("LOCAL");
    kill.onReading(reading(5, 4.5), 0);
    expect(kill.grade).toBe("CONFIRMED");
  });

  it("is BY BOUND 5 s after the last possible expiry, and may still be confirmed", () => {
    const kill = pulled();
    kill.onTick(at(49.999));
    expect(kill.grade).toBe("LOCAL");
    kill.onTick(at(50));
    expect([kill.grade, kill.mayRest, kill.confirmedAt]).toEqual(["BY BOUND", 0, undefined]);
    kill.onReading(reading(60, 59), 0);
    kill.onReading(reading(62, 61), 0);
    expect([kill.grade, kill.confirmedAt]).toEqual(["CONFIRMED", at(61)]);
    kill.onTick(at(100));
    expect(kill.grade).toBe("CONFIRMED");
  });

  it("is never by bound when an order doesn't expire", () => {
    const kill = new Kill(at(0), "cli", 1, undefined, 0);
    kill.onTick(at(100_000));
    expect([kill.grade, kill.mayRest]).toEqual(["LOCAL", 1]);
  });

  it("says loudly what a reading after the cancels still shows, and counts on its expiry", () => {
    const kill = pulled();
    kill.onReading(reading(1, -0.5, 45, 45), 0); // from before: no news
    expect([kill.stillResting, kill.mayRest]).toEqual([0, 2]);
    kill.onReading(reading(3, 2, 60), 0);
    expect([kill.stillResting, kill.mayRest, kill.lastExpiry]).toEqual([1, 1, at(60)]);
    kill.onTick(at(50));
    expect(kill.grade).toBe("LOCAL");
    kill.onTick(at(65));
    expect(kill.grade).toBe("BY BOUND");
  });

  it("takes a proof back when an order shows up after all", () => {
    const kill = pulled();
    kill.onReading(reading(1, 0.5), 0);
    kill.onReading(reading(3, 2.5), 0);
    expect(kill.grade).toBe("CONFIRMED");
    kill.onReading(reading(5, 4.5, 45), 0);
    expect([kill.grade, kill.stillResting, kill.mayRest, kill.confirmedAt]).toEqual(["LOCAL", 1, 1, undefined]);
    kill.onReading(reading(7, 6.5), 0);
    kill.onReading(reading(9, 8.5), 0);
    expect([kill.grade, kill.stillResting]).toEqual(["CONFIRMED", 0]);
  });

  it("trusts no bound that a reading has shown to be wrong", () => {
    const kill = pulled();
    kill.onTick(at(50));
    expect(kill.grade).toBe("BY BOUND");
    kill.onReading(reading(52, 51, 45), 0); // six seconds past its expiry, and still there
    kill.onTick(at(1_000));
    expect([kill.grade, kill.lastExpiry, kill.mayRest]).toEqual(["LOCAL", undefined, 1]);
  });
});
