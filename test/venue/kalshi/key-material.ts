import { generateKeyPairSync, type KeyObject } from "node:crypto";

/** A key pair made for a test, with its private half as PEM text. */
export interface KeyMaterial {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  /** PKCS#8. */
  readonly pem: string;
}

export const KEY_ID = "0b4e6d6e-63b7-4b1c-9d3e-6f0f6f5b2c11";

export function rsaKey(): KeyMaterial {
  return withPem(generateKeyPairSync("rsa", { modulusLength: 2048 }));
}

export function ed25519Key(): KeyMaterial {
  return withPem(generateKeyPairSync("ed25519"));
}

function withPem({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }): KeyMaterial {
  return { publicKey, privateKey, pem: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}

/** Every piece of 16 characters of a PEM's body, line breaks left out: none of them may be seen anywhere. */
export function piecesOf(pem: string): ReadonlySet<string> {
  const body = pem.replaceAll(/-----[^-]+-----|\s/g, "");
  return new Set(Array.from({ length: body.length - 15 }, (_, at) => body.slice(at, at + 16)));
}

/** The first piece of the key that stands in a text, wherever it is broken by spaces, line ends or quotes. */
export function leak(pem: string, text: string): string | undefined {
  const bare = text.replaceAll(/\\n|[\s"'\\]/g, "");
  return [...piecesOf(pem)].find((piece) => bare.includes(piece));
}
