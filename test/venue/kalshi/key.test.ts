import { execFileSync } from "node:child_process";
import { constants, generateKeyPairSync, verify } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CredentialsError, KalshiKey } from "../../../src/venue/kalshi/key.ts";
import { ed25519Key, KEY_ID, leak, rsaKey } from "./key-material.ts";

const rsa = rsaKey();
const ed25519 = ed25519Key();
const TEXT = "1703123456789GET/trade-api/v2/portfolio/orders";

function refusal(action: () => unknown): CredentialsError {
  try {
    action();
  } catch (error) {
    if (error instanceof CredentialsError) return error;
    throw error;
  }
  throw new Error("was not refused");
}

describe("signatures, verified by node:crypto", () => {
  test("RSA: PSS, SHA-256, a salt of exactly 32 bytes", () => {
    const key = KalshiKey.fromPem(KEY_ID, rsa.pem);
    expect(key.type).toBe("rsa");
    const signature = Buffer.from(key.sign(TEXT), "base64");
    const verified = (saltLength: number, text = TEXT) =>
      verify(
        "sha256",
        Buffer.from(text),
        { key: rsa.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength },
        signature,
      );
    expect(verified(32)).toBe(true);
    expect(verified(20)).toBe(false);
    expect(verified(222)).toBe(false);
    expect(verified(32, `${TEXT}?limit=5`)).toBe(false);
  });

  test("Ed25519", () => {
    const key = KalshiKey.fromPem(KEY_ID, ed25519.pem);
    expect(key.type).toBe("ed25519");
    const signature = Buffer.from(key.sign(TEXT), "base64");
    expect(verify(null, Buffer.from(TEXT), ed25519.publicKey, signature)).toBe(true);
    expect(verify(null, Buffer.from(`${TEXT}s`), ed25519.publicKey, signature)).toBe(false);
  });
});

describe("the PEM text", () => {
  const signs = (pem: string) => {
    const signature = Buffer.from(KalshiKey.fromPem(KEY_ID, pem).sign(TEXT), "base64");
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    return verify("sha256", Buffer.from(TEXT), { key: rsa.publicKey, ...padding }, signature);
  };

  test("may be PKCS#8 or PKCS#1, with foreign line ends, or on one line with \\n for line breaks", () => {
    const pkcs1 = rsa.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    expect(pkcs1).toContain("BEGIN RSA PRIVATE KEY");
    expect(signs(pkcs1)).toBe(true);
    expect(signs(rsa.pem.replaceAll("\n", "\r\n"))).toBe(true);
    expect(signs(rsa.pem.trim().replaceAll("\n", "\\n"))).toBe(true);
    expect(signs(`\n  ${rsa.pem}`)).toBe(true);
  });

  test.each([
    ["nothing", "", "not PEM"],
    ["a body alone", rsa.pem.split("\n").slice(1, -2).join("\n"), "not PEM"],
    ["a public key", rsa.publicKey.export({ type: "spki", format: "pem" }).toString(), "public half"],
    ["a cut key", `${rsa.pem.slice(0, 400)}\n-----END PRIVATE KEY-----`, "damaged"],
    [
      "an encrypted key",
      rsa.privateKey
        .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "passphrase" })
        .toString(),
      "openssl pkey",
    ],
    [
      "another curve",
      generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      "RSA and Ed25519",
    ],
  ])("%s is refused, with the mend and without a piece of it", (_, pem, mend) => {
    const error = refusal(() => KalshiKey.fromPem(KEY_ID, pem));
    expect(error.message).toContain(mend);
    expect(error.exitCode).toBe(3);
    if (pem.length > 16) expect(leak(pem, `${error.stack} ${inspect(error)}`)).toBeUndefined();
  });

  test("in the place of the key's identifier it is not shown", () => {
    const error = refusal(() => KalshiKey.fromPem(rsa.pem, rsa.pem));
    expect(error.message).toContain("identifier");
    expect(leak(rsa.pem, inspect(error))).toBeUndefined();
  });
});

describe("the key file", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tauroi-key-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const put = (name: string, mode: number, text = ed25519.pem) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };

  test("is read when only its owner may use it", () => {
    expect(KalshiKey.fromFile(KEY_ID, put("key.pem", 0o600)).type).toBe("ed25519");
    expect(KalshiKey.fromFile(KEY_ID, put("read-only.pem", 0o400)).type).toBe("ed25519");
  });

  test.each([0o640, 0o604, 0o644, 0o660, 0o610, 0o602])(
    "with mode %o is refused with the chmod that mends it",
    (mode) => {
      const path = put("open.pem", mode);
      const error = refusal(() => KalshiKey.fromFile(KEY_ID, path));
      const command = `chmod 600 ${path}`;
      expect(error.message).toContain(command);
      expect(leak(ed25519.pem, inspect(error))).toBeUndefined();
      execFileSync("sh", ["-c", command]);
      expect(KalshiKey.fromFile(KEY_ID, path).id).toBe(KEY_ID);
    },
  );

  test("has its name quoted in that command where a shell would break it", () => {
    const path = put("my key's.pem", 0o644);
    const command = /chmod 600 .*$/.exec(refusal(() => KalshiKey.fromFile(KEY_ID, path)).message)![0];
    execFileSync("sh", ["-c", command]);
    expect(KalshiKey.fromFile(KEY_ID, path).id).toBe(KEY_ID);
  });

  test("that isn't there, or is a folder or something else, is named", () => {
    expect(refusal(() => KalshiKey.fromFile(KEY_ID, join(folder, "no.pem"))).message).toContain("no such file");
    expect(refusal(() => KalshiKey.fromFile(KEY_ID, folder)).message).toContain("folder");
    expect(refusal(() => KalshiKey.fromFile(KEY_ID, put("big", 0o600, "x".repeat(100_000)))).message).toContain(
      "65536",
    );
  });

  test("given as the key itself is not shown", () => {
    for (const path of [ed25519.pem, rsa.pem.replaceAll("\n", ""), ed25519.pem.split("\n")[1]!]) {
      const error = refusal(() => KalshiKey.fromFile(KEY_ID, path));
      expect(error.message).toContain("looks like the key itself");
      expect(leak(path, inspect(error))).toBeUndefined();
    }
  });
});

test("a key shows its identifier and type, and no piece of its secret, however it is looked at", () => {
  for (const { pem } of [rsa, ed25519]) {
    const key = KalshiKey.fromPem(KEY_ID, pem);
    const seen = [
      String(key),
      `${key}`,
      JSON.stringify({ key }),
      inspect({ key }, { depth: 10, showHidden: true, getters: true }),
      inspect(key, { customInspect: false, depth: 10, showHidden: true, getters: true }),
      Bun.inspect({ key }, { depth: 10 }),
      JSON.stringify(Object.entries(key)),
      JSON.stringify(Object.getOwnPropertyDescriptors(key)),
    ].join("\n");
    expect(seen).toContain(KEY_ID);
    expect(leak(pem, seen)).toBeUndefined();
    expect(leak(pem, pem)).toBeDefined(); // the search itself works
  }
});
