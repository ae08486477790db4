import type { FairValueModel, ModelName } from "./fair-value-model.ts";
import { LegModel } from "./leg-model.ts";
import { OriginalModel } from "./original-model.ts";
import type { ModelParameters } from "./parameters.ts";

/** Makes the model of a contract: what its fair values come from. */
export type MakeModel = (name: ModelName, parameters: ModelParameters, ticker: string) => FairValueModel;

/** The models by their names. */
export const makeModel: MakeModel = (name, parameters) =>
  name === "original" ? new OriginalModel() : new LegModel(parameters);
