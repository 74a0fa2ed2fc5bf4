import type { RuleName } from '../domain/rule-name.ts';

/** What a rule is about: whether it stops a run, why there is such a rule, and what to do. */
export interface Rule {
  readonly level: 'error' | 'warning';
  /** Whether a finding takes points off the section that it stands in. */
  readonly costs: boolean;
  readonly why: string;
  readonly fix: string;
}

const error = (why: string, fix: string, costs = false): Rule => ({ level: 'error', costs, why, fix });
const warning = (why: string, fix: string, costs = false): Rule => ({ level: 'warning', costs, why, fix });

/** Every rule there is. An error is blocking: `lint` ends with 2 and `run` does not start, unless it is allowed. */
export const RULES: Readonly<Record<RuleName, Rule>> = {
  'low-score': error(
    'a worker file under 80 points leaves out too much of the framework to be run unseen',
    'add the sections that are missing',
  ),
  'missing-section': warning(
    'each of the ten points answers a question that the model or the reviewer will have',
    'add the section',
  ),
  'empty-section': warning('a heading without text says no more than a missing one', 'write the section'),
  'repeated-section': warning(
    'two sections with one name leave open which of them counts',
    'put both into one section',
  ),
  'no-deliverables': error(
    'without DELIVERABLES nothing says what the worker is to write',
    'add "## 1. DELIVERABLES" with "- [ ] Create file: `path/of/file.py`"',
  ),
  'no-deliverable-file': error(
    'only what is declared is written and committed, so that a worker without a file can do nothing',
    'name the file in backticks from the repo root',
    true,
  ),
  'forbidden-deliverable': warning(
    'CANNOT modify wins over everything, so that the file is never written',
    'take it out of DELIVERABLES or out of BOUNDARIES',
  ),
  'ambiguous-path': warning('a bare name may stand for several files', 'write the path from the repo root'),
  'escaping-path': error(
    'nothing outside the repo is ever written',
    'write the path from the repo root, without `..`',
  ),
  'absolute-path': warning(
    'an absolute path belongs to one machine; every attempt runs in a worktree of its own, where it leads elsewhere',
    'write the path from the repo root',
    true,
  ),
  'no-test-process': error(
    'without TEST_PROCESS nothing can tell done from not done',
    'add "## 6. TEST_PROCESS" with the test commands between ```bash and ```',
  ),
  'no-shell-block': error(
    'only what stands in a shell block is run',
    'put the test commands between ```bash and ```',
    true,
  ),
  'no-check': error(
    'an empty block proves nothing',
    'write at least one command that fails until the work is done',
    true,
  ),
  'no-failing-check': error(
    'checks that end with 0 whatever happens accept anything',
    'let a command’s failure reach its exit status, as in `test -f a.py`',
    true,
  ),
  'block-syntax': error(
    'a block that the shell cannot read runs nothing',
    'correct it so that `bash -n` accepts it',
    true,
  ),
  'unclosed-block': error(
    'the rest of the file is taken for shell',
    'end the block with a line of ```',
    true,
  ),
  'cannot-fail': warning(
    'a check that cannot fail never counts as proof',
    'let the failure through: `… || { echo FAIL; false; }`',
    true,
  ),
  'unrelated-checks': warning(
    'checks that name no deliverable pass or fail whatever the worker writes, so that they prove nothing',
    'add a check that reads, imports or runs the deliverable',
    true,
  ),
  'repeated-cd': warning(
    'the statements of a block run in one shell: the second `cd` starts from where the first one led',
    'write `(cd folder && …)`, or leave the second `cd` out',
    true,
  ),
  'vague-criteria': warning(
    'a criterion without a number, a command or a name in backticks cannot be held against the result',
    'say how much, how many, or which command shows it',
    true,
  ),
  'missing-folder': warning(
    'a `cd` that fails makes every check behind it red',
    'correct the path, or set `rewrites` in wingman.yaml',
  ),
  'missing-tool': warning(
    'a check whose program is not there fails through no fault of the worker',
    'install it in the project’s environment',
  ),
  'missing-module': warning(
    'a check whose module is not there fails through no fault of the worker',
    'install it in the project’s environment',
  ),
  'service-down': warning(
    'a check that asks a service which does not answer fails through no fault of the worker',
    'start the service, or waive the check',
  ),
  destructive: warning(
    'what cannot be undone waits for a person’s key once an attempt',
    'leave it out of TEST_PROCESS unless it is meant',
  ),
  'serial-phase': warning(
    'workers that change one file run one after the other',
    'split the file, or the work by file',
  ),
  secret: warning(
    'a worker file goes to a model’s provider and into the repo',
    'take the key out and revoke it; read it from the environment instead',
  ),
  cycle: error('workers that wait for each other never start', 'take one of the dependencies out'),
  'unknown-dependency': error(
    'a worker that waits for one without a file never starts',
    'take it out of DEPENDENCIES, or add its file',
  ),
  'dependency-outside-run': warning(
    'a worker that is not in the run counts as done',
    'add it to the run if its work is not there yet',
  ),
  'range-gap': warning('a range names a worker that has no file', 'name the workers one by one'),
  'reversed-range': error('a range that runs backwards names nobody', 'turn it round'),
  'range-too-long': error(
    'a range this long is a slip of the pen',
    'name the workers that are really needed',
  ),
  'duplicate-worker': error(
    'two workers with one number cannot be told apart',
    'give one of them another number',
  ),
  'bad-name': error(
    'a file that is not named like a worker would silently not run',
    'call it WORKER_NNN_Name.md',
  ),
  'empty-file': error('an empty file asks for nothing', 'write the sections of the framework'),
  'file-too-large': error(
    'a file this large is no instruction for one worker',
    'split the work into several workers',
  ),
  'not-text': error('what is no text cannot be read', 'save it as UTF-8 text'),
  'too-deep': error('lists nested this deeply cannot be read in bounded time', 'write it flatter'),
  'unreadable-file': error('a file that cannot be read cannot run', 'check the file and its permissions'),
  'unreadable-folder': error(
    'without the folder there is nothing to run',
    'name a folder that holds WORKER_NNN_Name.md files',
  ),
  'no-workers': error(
    'without worker files there is nothing to run',
    'name a folder that holds WORKER_NNN_Name.md files',
  ),
  'phase-config': error(
    'a phase.yaml that does not check out may leave out what the phase needs',
    'correct the key that is named',
  ),
  selection: error(
    'a selection of workers that do not exist runs nothing',
    'name workers of this folder, such as 001-018,021',
  ),
};
