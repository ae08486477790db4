import type { Profile } from "../../src/strategy/profile.ts";

/** The documented strategy's values, written down once more from its documentation. */
export const DOCUMENTED: Profile = {
  name: "documented",
  halfSpread: "dynamic",
  halfSpreadCents: 3,
  minHalfSpreadCents: 2,
  maxHalfSpreadCents: 8,
  referenceSigmaB: 0.24,
  skewCentsPerContract: 1,
  inventoryPullContracts: 15,
  orderSize: 1,
  maxOrderSize: 10,
  maxPositionPerTicker: 50,
  zPull: 2.5,
  zWiden: 1.8,
  calibrateIntervalS: 60,
  staleOrderDriftCents: 3,
  onCross: "skip",
  maxImproveCents: 5,
  stopBeforeCloseS: 600,
  reduceOnlyBeforeCloseS: 0,
};
