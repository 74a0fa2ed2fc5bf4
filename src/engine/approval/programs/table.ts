import type { Rule } from '../reading/call.ts';
import { BUILDING } from './building.ts';
import { DATABASES } from './databases.ts';
import { FILES } from './files.ts';
import { GIT } from './git.ts';
import { INTERPRETERS } from './interpreters.ts';
import { LOOKING } from './looking.ts';
import { NETWORK } from './network.ts';
import { PACKAGES } from './packages.ts';
import { PROCESSES } from './processes.ts';
import type { Row } from './rules.ts';
import { SERVICES } from './services.ts';
import { NEVER, SHELL_WORDS } from './shell-words.ts';

/** Everything that may run unasked, and on what terms. A program that no row names asks. */
const TABLE: readonly Row[] = [
  ...SHELL_WORDS,
  ...LOOKING,
  ...FILES,
  ...BUILDING,
  ...PACKAGES,
  ...INTERPRETERS,
  ...GIT,
  ...NETWORK,
  ...SERVICES,
  ...DATABASES,
  ...PROCESSES,
  ...NEVER,
];

export const PROGRAMS: ReadonlyMap<string, Rule> = new Map(
  TABLE.flatMap(({ programs, rule }) => programs.map((program) => [program, rule] as const)),
);
