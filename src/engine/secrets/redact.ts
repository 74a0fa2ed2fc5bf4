/** The text that replaces a secret. */
const REPLACEMENT = '[redacted]';

/** Shorter secrets are ignored: replacing one would damage ordinary words, and no real key is that short. */
const SHORTEST_SECRET = 4;

/** Shapes of keys that servers quote back, in part or in full, and credentials inside a URL or a header. */
const KEY_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\bsk-[\w*.-]{6,}/g, REPLACEMENT],
  [/\b(bearer|basic)\s+[\w.~+/*=-]{8,}/gi, `$1 ${REPLACEMENT}`],
  // The lookbehind starts at the end of a scheme: trying every letter of a long word as its start takes quadratic time.
  [/(?<=[a-z0-9+.-]:\/\/)[^\s/@]+@/gi, `${REPLACEMENT}@`],
];

/**
 * The text without the given secrets (nor their URL- and JSON-escaped forms) and without anything that has the shape of
 * a key. For every message of a server or a library before it is shown or saved.
 */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  let redacted = redactKnownSecrets(text, secrets);
  for (const [shape, replacement] of KEY_SHAPES) redacted = redacted.replace(shape, replacement);
  return redacted;
}

/**
 * The text without the given secrets, nor their URL- and JSON-escaped forms, and otherwise unchanged. For text that
 * Wingman wrote itself, where a command or a path may look like a key and must stay as it is.
 */
export function redactKnownSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  let redacted = text;
  // The longest first: a secret that begins with another one must not leave its end behind.
  for (const form of [...new Set(forms)].sort((a, b) => b.length - a.length)) {
    redacted = redacted.replaceAll(form, REPLACEMENT);
  }
  return redacted;
}
