import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createOutputFile } from '../../../src/engine/checks/output-file.ts';
import { tempFolder } from '../../support/temp.ts';

describe('what is kept of an output', () => {
  it('holds no secret, wherever two writes cut it', () => {
    const secret = 'sk-secret-value';
    const text = `before ${secret} after\n`;
    for (let cut = 1; cut < text.length; cut += 1) {
      const root = tempFolder();
      const file = createOutputFile(root, 'a.log', [secret]);
      file.write(Buffer.from(text.slice(0, cut)));
      file.write(Buffer.from(text.slice(cut)));
      file.close();
      expect(readFileSync(join(root, 'a.log'), 'utf8')).toBe('before [redacted] after\n');
      expect(file.tail()).toBe('before [redacted] after\n');
    }
  });

  it('is the output byte for byte where there is no secret', () => {
    const root = tempFolder();
    const file = createOutputFile(root, 'a.log', ['sk-secret-value']);
    const bytes = Buffer.from([0, 255, 10, 115, 107, 45, 128]);
    file.write(bytes);
    file.close();
    expect(readFileSync(join(root, 'a.log'))).toEqual(bytes);
  });
});
