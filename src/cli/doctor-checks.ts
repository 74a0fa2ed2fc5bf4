import { existsSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { findVirtualEnv } from '../engine/environment/virtual-env.ts';
import { loadSettings, settingsSchema, type Settings } from '../engine/settings/settings.ts';
import type { ProviderName } from '../engine/domain/provider-name.ts';
import { wantedProvider } from '../engine/provider/routing.ts';
import { openUserGit } from '../engine/workspace/user-git.ts';
import { bad, good, note, type Diagnosis } from './diagnosis.ts';
import { diagnoseProviders } from './doctor-providers.ts';
import { describeFindings, preparePhase } from './prepare-run.ts';
import { findWorkersDir } from './workers-dir.ts';
import { findRepo, findStart, isCaseInsensitive, workFolder } from './repo.ts';

export interface DoctorPaths {
  readonly repo?: string;
  readonly workersDir?: string;
  readonly config?: string;
  readonly work?: string;
}

const COMMAND_LIMIT_MS = 10_000;
const GIB = 1024 ** 3;
/** Bytes that the worktrees and clones of a usual run take; with less, a run may end in the middle. */
const LEAST_DISK = GIB;

/** Looks at the machine, the repo, the phase and the providers that its workers ask for. */
export async function examine(phase: string | undefined, paths: DoctorPaths): Promise<readonly Diagnosis[]> {
  const found: Diagnosis[] = [
    { what: 'Node', level: 'ok', detail: process.version },
    await tool('git', ['--version'], 'install Git 2.36 or newer'),
    await tool('bash', ['--version'], 'install bash: checks run in it'),
  ];
  const repo = await findRepo(paths.repo ?? '.');
  if (!repo.ok) return [...found, bad('repository', repo.error)];
  found.push(await diagnoseStart(repo.value), await diagnoseIdentity(repo.value));
  const configFile = paths.config ?? join(repo.value, 'wingman.yaml');
  const loaded = await loadSettings(existsSync(configFile) ? configFile : null, {});
  const settings = loaded.ok ? loaded.value : settingsSchema.parse({});
  if (!loaded.ok) found.push(bad('settings', loaded.error));
  else
    found.push(good('settings', existsSync(configFile) ? configFile : 'defaults, there is no wingman.yaml'));
  found.push(await diagnosePython(repo.value, settings));
  found.push(...(await diagnoseDisk(workFolder(repo.value, 'doctor', paths.work ?? settings.work))));
  const { routes, diagnosis } = await diagnosePhase(phase, paths, repo.value, settings);
  found.push(diagnosis, ...(await diagnoseProviders(settings, routes, process.env)));
  return found;
}

async function tool(name: string, args: readonly string[], fix: string): Promise<Diagnosis> {
  const run = await execa(name, args, { reject: false, timeout: COMMAND_LIMIT_MS, stdin: 'ignore' });
  return run.failed
    ? bad(name, `not found on the PATH: ${fix}`)
    : good(name, run.stdout.split('\n', 1)[0] ?? '');
}

async function diagnoseStart(repo: string): Promise<Diagnosis> {
  const start = await findStart(repo);
  if (!start.ok) return bad('repository', start.error);
  return good('repository', `${repo}, on ${start.value.branch} at ${start.value.commit.slice(0, 10)}`);
}

async function diagnoseIdentity(repo: string): Promise<Diagnosis> {
  const git = openUserGit(repo);
  const name = await git.run(['config', '--get', 'user.name']);
  const email = await git.run(['config', '--get', 'user.email']);
  if (name.ok && email.ok && name.value.trim() !== '' && email.value.trim() !== '') {
    return good('Git identity', `${name.value.trim()} <${email.value.trim()}>`);
  }
  return note('Git identity', 'none: commits are made as Wingman <wingman@localhost>');
}

async function diagnosePython(repo: string, settings: Settings): Promise<Diagnosis> {
  const named = settings.venv ?? null;
  const venv = findVirtualEnv(repo, named);
  if (venv === null && named !== null)
    return bad('Python', `no virtual environment in ${resolve(repo, named)}`);
  const python = venv?.python ?? settings.python ?? 'python3';
  const run = await execa(python, ['--version'], {
    reject: false,
    timeout: COMMAND_LIMIT_MS,
    stdin: 'ignore',
  });
  if (!run.failed)
    return good(
      'Python',
      `${run.stdout || run.stderr} (${venv === null ? python : `environment ${venv.dir}`})`,
    );
  if (venv !== null) return bad('Python', `${python} cannot be run: make the environment anew`);
  return note('Python', `${python} not found: needed where checks run Python`);
}

/** Asks the nearest folder that exists, since the run's own may not. */
async function diagnoseDisk(folder: string): Promise<readonly Diagnosis[]> {
  let there = folder;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  const isWritable = await access(there, constants.W_OK).then(
    () => true,
    () => false,
  );
  const place = isWritable
    ? good('worktrees', `go below ${dirname(folder)}`)
    : bad('worktrees', `${there} cannot be written: name another folder with --work`);
  const disk = await statfs(there);
  const free = disk.bavail * disk.bsize;
  const detail = `${(free / GIB).toFixed(1)} GiB free for worktrees`;
  return [
    place,
    free < LEAST_DISK
      ? bad('disk', `${detail}: make room, or name another disk with --work`)
      : good('disk', detail),
  ];
}

/** The phase and the providers that its workers are routed to; without a phase no provider is required. */
async function diagnosePhase(
  phase: string | undefined,
  paths: DoctorPaths,
  repo: string,
  settings: Settings,
): Promise<{ readonly routes: ReadonlySet<ProviderName>; readonly diagnosis: Diagnosis }> {
  const none = new Set<ProviderName>();
  const named =
    paths.workersDir ?? (settings.workersDir === undefined ? undefined : resolve(repo, settings.workersDir));
  const dir = findWorkersDir(repo, phase, named);
  const isWanted = phase !== undefined || named !== undefined;
  if (!dir.ok) {
    return { routes: none, diagnosis: (isWanted ? bad : note)('phase', dir.error) };
  }
  const prepared = await preparePhase(dir.value, undefined, await isCaseInsensitive(repo));
  if (!prepared.ok)
    return { routes: none, diagnosis: bad('phase', describeFindings(prepared.error.slice(0, 1))) };
  const { instructions, name } = prepared.value;
  return {
    routes: new Set(
      instructions.map(({ route }) =>
        wantedProvider({ asked: route, setting: settings.provider, override: null }),
      ),
    ),
    diagnosis: good('phase', `${name}: ${instructions.length} workers in ${dir.value}`),
  };
}
