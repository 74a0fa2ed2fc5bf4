import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a person or a CI service sets that would change what a test sees, or lead it out to a real service. */
const FOREIGN =
  /^(OPENAI|OLLAMA|MEM0|WINGMAN|GIT|XDG)_|^(NO_COLOR|FORCE_COLOR|CI|CONTINUOUS_INTEGRATION|VIRTUAL_ENV|PYTHONPATH|PYTHONHOME)$/;

/** Runs before the first worker process starts, which inherits this environment: the same one on every machine. */
export default async function hermetic(): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'wingman-test-home-'));
  for (const name of Object.keys(process.env)) {
    if (FOREIGN.test(name)) delete process.env[name];
  }
  Object.assign(process.env, {
    HOME: home,
    XDG_CACHE_HOME: join(home, 'cache'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    TERM: 'xterm-256color',
  });
  return () => rm(home, { recursive: true, force: true });
}
