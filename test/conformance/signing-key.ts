import { ed25519Key, type KeyMaterial, rsaKey } from "../venue/kalshi/key-material.ts";
import type { AccountKey } from "./quiet-exchange.ts";

/** Both halves of an account's key, the public one as it is registered. */
export interface SigningKey extends AccountKey, KeyMaterial {}

/** A key of this type, made anew. */
export function signingKey(keyId: string, type: "rsa" | "ed25519"): SigningKey {
  const material = type === "rsa" ? rsaKey() : ed25519Key();
  return { ...material, keyId, publicKeyPem: material.publicKey.export({ type: "spki", format: "pem" }).toString() };
}
