import { constants, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { type ReadSecret, readSecretFile } from "../../ambient/secret-file.ts";

/** How a key signs: RSA-PSS with SHA-256, or Ed25519. */
export type KeyType = "rsa" | "ed25519";

/** Credentials that can't be used. Says what is wrong with them and the mend, never a part of them. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
  readonly exitCode = 3;
}

/**
 * A key of a Kalshi account: its public identifier and the private half, which signs and never comes out again. Neither
 * printing, inspecting nor serializing it shows more than the identifier and the type.
 */
export class KalshiKey {
  readonly #private: KeyObject;

  private constructor(
    /** The exchange's identifier of the key, sent with each request. */
    readonly id: string,
    readonly type: KeyType,
    secret: KeyObject,
  ) {
    this.#private = secret;
  }

  /**
   * The key of a PEM text (PKCS#1 or PKCS#8), its type found from the text itself. Line breaks may be written as `\n`, as in
   * an environment variable. Throws CredentialsError when it can't be used.
   */
  static fromPem(id: string, pem: string): KalshiKey {
    if (!/^[\w-]{1,128}$/.test(id)) {
      throw new CredentialsError(
        `the key's identifier is not one that the exchange gives: copy it whole, without spaces`,
      );
    }
    const secret = privateKey(pem.replaceAll("\\n", "\n").replaceAll("\r", "").trim());
    const type = secret.asymmetricKeyType;
    if (type !== "rsa" && type !== "ed25519") {
      throw new CredentialsError(`the private key is of type ${type}: the exchange takes RSA and Ed25519 keys`);
    }
    return new KalshiKey(id, type, secret);
  }

  /**
   * The key of a PEM file that nobody but its owner may use. Throws CredentialsError, whose text for a file that others may use is
   * the `chmod` that mends it.
   */
  static fromFile(id: string, path: string, read: ReadSecret = readSecretFile): KalshiKey {
    // A key that stands where its path should would be quoted by the error about the missing file.
    if (/-----BEGIN|\n/.test(path) || /^[A-Za-z0-9+][A-Za-z0-9+/=]{63,}$/.test(path)) {
      throw new CredentialsError("private key file: this is not a path but looks like the key itself: name its file");
    }
    let pem: string;
    try {
      pem = read(path);
    } catch (error) {
      throw new CredentialsError(`private key file: ${error instanceof Error ? error.message : "cannot be read"}`);
    }
    return KalshiKey.fromPem(id, pem);
  }

  /**
   * The signature of a text, in base64. RSA: PSS with SHA-256, MGF1 of SHA-256 and a salt of 32 bytes, as long as the digest
   * (RFC 8017, 8.1). Ed25519: RFC 8032.
   */
  sign(text: string): string {
    const bytes = new TextEncoder().encode(text);
    const signature =
      this.type === "rsa"
        ? sign("sha256", bytes, {
            key: this.#private,
            padding: constants.RSA_PKCS1_PSS_PADDING,
            saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
          })
        : sign(null, bytes, this.#private);
    return signature.toString("base64");
  }

  toJSON(): { readonly id: string; readonly type: KeyType } {
    return { id: this.id, type: this.type };
  }

  toString(): string {
    return `KalshiKey(${this.type} ${this.id})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** Reads the private key; what the system's own errors say is left out, since they might quote it. */
function privateKey(pem: string): KeyObject {
  const label = /^-----BEGIN ([A-Z0-9 ]+)-----/.exec(pem)?.[1];
  if (label === undefined) {
    throw new CredentialsError(
      "the private key is not PEM: it must begin with a line like -----BEGIN PRIVATE KEY-----",
    );
  }
  if (/PUBLIC KEY|CERTIFICATE/.test(label)) {
    throw new CredentialsError("this is the public half of the key: name the private one");
  }
  if (label.startsWith("ENCRYPTED") || /^Proc-Type:.*ENCRYPTED/m.test(pem)) {
    throw new CredentialsError(
      "the private key is encrypted: take its passphrase off (openssl pkey -in key.pem -out plain.pem; chmod 600 plain.pem)",
    );
  }
  if (label === "OPENSSH PRIVATE KEY") {
    throw new CredentialsError(
      "the private key is in OpenSSH's format: make one on the exchange's site, or use PKCS#8",
    );
  }
  try {
    return createPrivateKey(`${pem}\n`);
  } catch {
    throw new CredentialsError("the private key is damaged or cut off: copy the whole file, its last line included");
  }
}
