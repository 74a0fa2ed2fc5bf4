/** Removes secrets from a stream of bytes, also where one is split between two pieces. */
export interface SecretFilter {
  /**
   * Returns the bytes that hold no secret for certain, and keeps what may be the beginning of one for the next call.
   */
  push(bytes: Buffer): Buffer;
  /** Returns the bytes that were kept. */
  end(): Buffer;
}

/** Compares bytes with each secret: output may be long, and patterns over all of it would be slow. */
export function createSecretFilter(secrets: readonly string[]): SecretFilter {
  const reach = Math.max(0, ...secrets.map((secret) => Buffer.byteLength(secret) - 1));
  let held: Buffer = Buffer.alloc(0);
  return {
    push(bytes) {
      if (reach === 0) return bytes;
      const clean = withoutSecrets(Buffer.concat([held, bytes]), secrets);
      held = clean.subarray(Math.max(0, clean.length - reach));
      return clean.subarray(0, clean.length - held.length);
    },
    end() {
      const rest = held;
      held = Buffer.alloc(0);
      return rest;
    },
  };
}

function withoutSecrets(bytes: Buffer, secrets: readonly string[]): Buffer {
  let clean = bytes;
  for (const secret of secrets) {
    if (secret === '' || !clean.includes(secret)) continue;
    clean = Buffer.from(
      clean.toString('latin1').replaceAll(Buffer.from(secret).toString('latin1'), '[redacted]'),
      'latin1',
    );
  }
  return clean;
}
