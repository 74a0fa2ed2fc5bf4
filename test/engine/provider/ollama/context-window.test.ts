import { describe, expect, it } from 'vitest';
import { sizeContext } from '../../../../src/engine/provider/ollama/context-window.ts';

describe('the context window', () => {
  it('holds prompt and answer, in steps of 2,048', () => {
    expect(sizeContext(1_000, 1_000, null)).toEqual({
      ok: true,
      value: { numCtx: 4_096, numPredict: 1_000 },
    });
    expect(sizeContext(1_000, 1_000, 1_000_000)).toEqual({
      ok: true,
      value: { numCtx: 4_096, numPredict: 1_000 },
    });
  });

  it('is never larger than the model, and leaves the answer what is left', () => {
    expect(sizeContext(7_000, 4_000, 8_192)).toEqual({
      ok: true,
      value: { numCtx: 8_192, numPredict: 1_192 },
    });
    expect(sizeContext(7_680, 4_000, 8_192).ok).toBe(true);
    expect(sizeContext(7_681, 4_000, 8_192).ok).toBe(false);
  });
});
