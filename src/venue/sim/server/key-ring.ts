import { constants, createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Time } from "../../../market/units.ts";
import { ApiError } from "./api-error.ts";

/** A key that requests may be signed with. */
export interface RegisteredKey {
  readonly keyId: string;
  readonly account: string;
  readonly type: "rsa" | "ed25519";
}

interface Held extends RegisteredKey {
  readonly publicKey: KeyObject;
}

/** What is signed of a request. */
export interface SignedRequest {
  readonly method: string;
  /** From the root of the host, without the query. */
  readonly path: string;
  readonly headers: Headers;
}

/** A public key that can't be registered. */
export class KeyError extends Error {
  override readonly name = "KeyError";
  readonly exitCode = 3;
}

/** The public keys of the accounts, and the judge of signatures made with their other halves. */
export class KeyRing {
  readonly #keys = new Map<string, Held>();

  /** Registers a public key in PEM, RSA or Ed25519. Throws KeyError. */
  register(keyId: string, account: string, publicKeyPem: string): RegisteredKey {
    if (!/^[\w.:-]{1,128}$/.test(keyId)) throw new KeyError(`key id ${JSON.stringify(keyId)} is not one word`);
    if (this.#keys.has(keyId)) throw new KeyError(`key id ${keyId} is registered already`);
    if (publicKeyPem.includes("PRIVATE KEY"))
      throw new KeyError(`key ${keyId}: this is a private key; keep it to yourself`);
    let publicKey: KeyObject;
    try {
      publicKey = createPublicKey(publicKeyPem);
    } catch {
      throw new KeyError(`key ${keyId}: this is not a public key in PEM`);
    }
    const type = publicKey.asymmetricKeyType;
    if (type !== "rsa" && type !== "ed25519") throw new KeyError(`key ${keyId}: ${type} is neither RSA nor Ed25519`);
    const held = { keyId, account, type, publicKey } as const;
    this.#keys.set(keyId, held);
    return held;
  }

  of(account: string): readonly RegisteredKey[] {
    return [...this.#keys.values()].filter((key) => key.account === account);
  }

  /** Every account that has a key. */
  get accounts(): ReadonlySet<string> {
    return new Set(Array.from(this.#keys.values(), ({ account }) => account));
  }

  /**
   * Whose request this is. The signature is over timestamp, method and path: RSA-PSS with SHA-256 and a salt of 32 bytes,
   * or Ed25519. A timestamp more than `windowMs` off the exchange's clock is refused. Throws ApiError (401).
   */
  authenticate({ method, path, headers }: SignedRequest, now: Time, windowMs: number): RegisteredKey {
    const keyId = headers.get("kalshi-access-key");
    const timestamp = headers.get("kalshi-access-timestamp");
    const signature = headers.get("kalshi-access-signature");
    if (keyId === null || timestamp === null || signature === null) throw unauthenticated("MISSING_HEADERS");
    if (!/^\d{1,15}$/.test(timestamp)) throw unauthenticated("INVALID_TIMESTAMP");
    if (Math.abs(now - Number(timestamp)) > windowMs) {
      throw new ApiError(401, "header_timestamp_expired", "header timestamp expired");
    }
    const key = this.#keys.get(keyId);
    if (key === undefined) throw unauthenticated("NOT_FOUND");
    const text = Buffer.from(`${timestamp}${method.toUpperCase()}${path}`);
    if (!isSignature(key, text, Buffer.from(signature, "base64"))) throw unauthenticated("INCORRECT_API_KEY_SIGNATURE");
    return key;
  }
}

function isSignature({ type, publicKey }: Held, text: Buffer, signature: Buffer): boolean {
  if (type === "ed25519") return verify(null, text, publicKey, signature);
  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants;
  return verify("sha256", text, { key: publicKey, padding, saltLength }, signature);
}

function unauthenticated(details: string): ApiError {
  return new ApiError(401, "authentication_error", "authentication_error", details);
}
