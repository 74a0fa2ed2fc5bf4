import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the heap close to what is in use: its young generation at its first size, since V8 would let that alone grow to
 * over 100 MB, and its old one at 1.2 times what the last collection left, where V8 would wait for twice as much. Small
 * collections more often cost less than one can measure; the memory is the user's.
 */
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=20');
