import fc from "fast-check";

/**
 * Every property draws from one seed, so that a run of the tests says the same of the same code; a run that looks further names another:
 * `TAUROI_PROPERTY_SEED=42 bin/test`. What it finds becomes a test of its own.
 */
const text = process.env["TAUROI_PROPERTY_SEED"] ?? "1";
const seed = Number(text);
if (!Number.isInteger(seed)) throw new Error(`TAUROI_PROPERTY_SEED=${text}: not a whole number`);
fc.configureGlobal({ seed });
