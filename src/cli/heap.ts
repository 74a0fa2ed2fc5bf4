import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the heap's young generation at its first size. Every child is forked, and a fork costs in proportion to the
 * memory that this process holds; V8 would let the young generation alone grow to over 100 MB.
 */
setFlagsFromString('--semi-space-growth-factor=1');
