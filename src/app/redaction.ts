/** Names whose values are secrets, wherever they stand in a JSON text. */
const NAMES =
  "secret|password|passphrase|private_?key|pem|signature|authorization|cookie|access_?token|bearer|alert_?url|webhook_?url";
/** What may stand before and after it in a name. Bounded, so that no text, however long, makes the search more than a moment's work. */
const AROUND = '(?:[^"\\\\]|\\\\.){0,40}';
const NAMED = new RegExp(`("${AROUND}(?:${NAMES})${AROUND}"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"|[^\\s",}\\]{[]+)`, "gi");
/** A private key's own marks, with what stands between them. */
const KEYS = /-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gs;
/** Addresses of webhooks: who knows one can write there. */
const WEBHOOKS = /https:\/\/(?:hooks\.slack(?:-gov)?\.com|(?:\w+\.)?discord(?:app)?\.com\/api|ntfy\.sh)\/[^\s"\\]+/gi;
/** A shorter one would be found everywhere. */
const SHORTEST = 8;

const HIDDEN = "[redacted]";

/**
 * A text without what nobody shall read: values under the names of secrets where it is JSON, private keys, addresses of webhooks, and the `secrets`
 * themselves, wherever they stand.
 */
export function redacted(text: string, secrets: readonly string[] = []): string {
  let clean = text.replace(NAMED, `$1"${HIDDEN}"`).replace(KEYS, HIDDEN).replace(WEBHOOKS, HIDDEN);
  for (const secret of secrets) if (secret.length >= SHORTEST) clean = clean.replaceAll(secret, HIDDEN);
  return clean;
}
