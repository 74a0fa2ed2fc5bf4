/** Placeholder until the grammar-based judgement lands in this file. */
export function canFail(_statement: string): { readonly canFail: boolean; readonly why: string } {
  return { canFail: true, why: '' };
}
