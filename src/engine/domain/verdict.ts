/** What accepted work is worth: a check went from red to green, or all were green before it too. */
export type Verdict = 'proven' | 'unproven';
