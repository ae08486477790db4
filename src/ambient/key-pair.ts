import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";

/** Both halves of a key for signing requests, in PEM. */
export interface KeyPair {
  readonly publicKeyPem: string;
  /** PKCS#8. */
  readonly privateKeyPem: string;
}

export type KeyPairType = "rsa" | "ed25519";

/** Makes a new pair from the machine's randomness. An RSA key of 2,048 bits takes up to a second. */
export function makeKeyPair(type: KeyPairType): KeyPair {
  const { publicKey, privateKey } =
    type === "rsa" ? generateKeyPairSync("rsa", { modulusLength: 2_048 }) : generateKeyPairSync("ed25519");
  return {
    publicKeyPem: publicKey.export({ type: "spki", format: "pem" }) as string,
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  };
}

/** The pair that a private key belongs to. Throws when it is none. */
export function keyPairOf(privateKeyPem: string): KeyPair {
  const publicKey = createPublicKey(createPrivateKey(privateKeyPem));
  return { publicKeyPem: publicKey.export({ type: "spki", format: "pem" }) as string, privateKeyPem };
}
