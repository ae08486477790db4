import { join } from "node:path";
import type { Files } from "../ambient/files.ts";
import { type KeyPairType, keyPairOf, makeKeyPair } from "../ambient/key-pair.ts";
import type { ReadSecret } from "../ambient/secret-file.ts";
import type { AccountKey } from "../venue/sim/server/embedded-exchange.ts";
import { uuidOf } from "../venue/sim/server/identity.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

/** Keys of the accounts that are served. */
export interface ExchangeKeys {
  readonly accounts: readonly AccountKey[];
  /** Where the private half of the first lies; undefined when it is the asker's own. */
  readonly privateKeyFile: string | undefined;
}

/** The accounts of `--public-key` and `--key-id`, which come in pairs. */
export function givenKeys(publicKeys: readonly string[], keyIds: readonly string[], files: Files): ExchangeKeys {
  if (publicKeys.length !== keyIds.length) {
    const counts = `${publicKeys.length} --public-key and ${keyIds.length} --key-id`;
    throw new CommandFailure(`${counts} were given: each account needs one of each`, EXIT.usage);
  }
  const accounts = publicKeys.map((path, index) => {
    const publicKeyPem = files.readText(path);
    if (publicKeyPem === undefined) throw new CommandFailure(`--public-key ${path}: there is no such file`, EXIT.usage);
    return { keyId: keyIds[index]!, publicKeyPem };
  });
  return { accounts, privateKeyFile: undefined };
}

export interface MadeKeyPlace {
  /** Where a key is kept for the next time. */
  readonly state: string | undefined;
  /** Otherwise a file of this name, which nobody else has, is written. */
  readonly temporaryFile: string;
  readonly files: Files;
  readonly readSecret: ReadSecret;
}

/** One account with a key of its own: that of the state folder, or a new one, whose private half only this user may read. */
export function ownKey(type: KeyPairType, { state, temporaryFile, files, readSecret }: MadeKeyPlace): ExchangeKeys {
  if (state !== undefined) files.makeFolder(state);
  const path = state === undefined ? temporaryFile : join(state, "exchange-key.pem");
  const kept = files.exists(path) ? readSecret(path) : undefined;
  const { publicKeyPem, privateKeyPem } = kept === undefined ? makeKeyPair(type) : keptPair(path, kept);
  if (kept === undefined) files.writeText(path, privateKeyPem);
  return { accounts: [{ keyId: uuidOf("key", publicKeyPem), publicKeyPem }], privateKeyFile: path };
}

function keptPair(path: string, pem: string): ReturnType<typeof keyPairOf> {
  try {
    return keyPairOf(pem);
  } catch {
    throw new CommandFailure(`${path} holds no private key: remove it, and a new one is made`, EXIT.credentials);
  }
}
