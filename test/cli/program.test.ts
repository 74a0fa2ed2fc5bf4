import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Command } from 'commander';
import { createProgram, GROUPS } from '../../src/cli/program.ts';
import { jsonLines, openRig, type Rig } from './rig.ts';
import { runFinished, runs } from './shapes.ts';

const COMMANDS = [
  'run',
  'resume',
  'runs',
  'clean',
  'init',
  'demo',
  'plan',
  'status',
  'logs',
  'diff',
  'approvals',
  'approve',
  'deny',
  'gate approve',
  'gate reject',
  'gate rework',
  'report',
  'doctor',
  'config schema',
  'simulate',
];

let rig: Rig;
beforeAll(async () => {
  rig = await openRig([{ path: 'a.txt', content: 'a\n', checks: ['test -s a.txt'] }]);
});
afterAll(() => rig.close());

describe('help', () => {
  it('is what a bare wingman prints, as wrong usage, and names every command', async () => {
    const bare = await rig.wingman();
    expect(bare.status).toBe(2);
    const asked = await rig.wingman('--help');
    expect(asked.status).toBe(0);
    for (const command of COMMANDS) expect(asked.out).toContain(`\n  ${command.split(' ')[0] ?? ''} `);
  });

  it.each(COMMANDS)('of %s says what it does, with an example', async (name) => {
    const help = await helpOf(name.split(' '));
    expect(help).toContain(`Example:\n  wingman ${name}`);
    expect(help.split('\n')[2]).toMatch(/\w/);
  });
});

describe('a group of commands', () => {
  it.each(GROUPS.map((group) => [group.names.join(', '), group] as const))(
    'adds just %s',
    async (_, group) => {
      const program = new Command();
      await group.add(program, async () => {});
      expect(program.commands.map((command) => command.name())).toEqual(group.names);
    },
  );
});

/** Asked in this process: the text is the same, and twenty processes are not needed for it. */
async function helpOf(words: readonly string[]): Promise<string> {
  let text = '';
  let command = await createProgram(async () => {}, words[0]);
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) throw new Error(`no command ${word}`);
    command = next;
  }
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

describe('wrong usage', () => {
  it.each([
    ['bogus'],
    ['run', '--bogus'],
    ['run', '--concurrency', 'many'],
    ['approve'],
    ['logs', 'three'],
    ['gate', 'rework'],
    ['report', '--format', 'pdf'],
    ['run', '--repo', '/nonexistent'],
    ['run', '--config', 'nowhere.yaml'],
    ['status', 'no-such-run'],
    ['status'],
    ['plan', 'nowhere'],
  ])('%s %s is one line on stderr and status 2', async (...args) => {
    const { status, out, err } = await rig.wingman(...args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err.split('\n').filter((line) => !line.startsWith('    '))).toHaveLength(1);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it.each([
    ['run', '--json', '--bogus'],
    ['run', '--json', '--workers-dir', 'nowhere'],
    ['resume', '--json', 'no-such-run'],
    ['gate', 'approve', '--json'],
  ])('%s %s ends with the summary that --json promises', async (...args) => {
    const { status, out } = await rig.wingman(...args);
    expect(status).toBe(2);
    expect(runFinished.parse(jsonLines(out).at(-1))).toMatchObject({ outcome: 'failed', exit: 2 });
  });
});

describe('runs, where there are none', () => {
  it('says so, and how to start one', async () => {
    const { status, out } = await rig.wingman('runs');
    expect({ status, says: out.includes('wingman run') }).toEqual({ status: 0, says: true });
    const json = await rig.wingman('runs', '--json');
    expect(runs.parse(JSON.parse(json.out))).toEqual([]);
  });
});

describe('config schema', () => {
  it('describes the keys of wingman.yaml and no others', async () => {
    const { status, out } = await rig.wingman('config', 'schema');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      type: 'object',
      additionalProperties: false,
      properties: { provider: { enum: ['auto', 'openai', 'ollama'] }, timeout: {} },
    });
  });
});
