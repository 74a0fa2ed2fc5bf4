/** Takes secrets out of a stream of bytes, wherever two pieces of it cut one. */
export interface SecretFilter {
  /** What holds no secret for certain; what may be the beginning of one waits for the next piece. */
  push(bytes: Buffer): Buffer;
  /** What still waited. */
  end(): Buffer;
}

/** Looks for the very bytes of each secret: output may be long, and a pattern over all of it would cost. */
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
