import type { MissingDependency } from '../domain/lack.ts';
import { thisMachine, type Machine, type MachineOptions } from './machine.ts';
import type { Need, NeedUse } from './needs.ts';

/** A need that this machine does not meet, with the checks that have it. */
interface UnmetNeed extends MissingDependency {
  readonly uses: readonly NeedUse[];
}

/** Names of pip packages, where they differ from the module's. */
const PACKAGES: Readonly<Record<string, string>> = {
  ...{ yaml: 'PyYAML', cv2: 'opencv-python', PIL: 'pillow', sklearn: 'scikit-learn', bs4: 'beautifulsoup4' },
  ...{
    dotenv: 'python-dotenv',
    psycopg2: 'psycopg2-binary',
    dateutil: 'python-dateutil',
    jwt: 'PyJWT',
    attr: 'attrs',
  },
  ...{ pytest_cov: 'pytest-cov', xdist: 'pytest-xdist', pytest_asyncio: 'pytest-asyncio', git: 'GitPython' },
  ...{
    pytest_timeout: 'pytest-timeout',
    pytest_benchmark: 'pytest-benchmark',
    serial: 'pyserial',
    magic: 'python-magic',
  },
  ...{
    pytest_rerunfailures: 'pytest-rerunfailures',
    google: 'google-api-python-client',
    docx: 'python-docx',
  },
};
const PYTHON_TOOLS = new Set(
  'pytest black ruff flake8 mypy pylint isort coverage tox nox bandit poetry uv pipenv sphinx-build mkdocs uvicorn gunicorn celery alembic'.split(
    ' ',
  ),
);
const NODE_TOOLS = new Set(
  'tsc eslint prettier vitest jest mocha pnpm yarn ts-node tsx webpack vite'.split(' '),
);
/** Probes that run at once: each is a small process or a connection. */
const AT_ONCE = 8;

/**
 * Checks this machine for everything that is needed, and returns what is missing. Takes at most some tens of seconds.
 */
export const probeMachine = (
  needs: readonly Need[],
  options: MachineOptions & { readonly provided?: ReadonlySet<string> },
): Promise<UnmetNeed[]> =>
  findLacks(
    needs,
    thisMachine(options),
    options.provided ?? new Set(),
    environmentName(options.env, options.cwd),
  );

/** `provided`: names of modules that a deliverable or a file of the repo makes. `environment`: how to call it. */
export async function findLacks(
  needs: readonly Need[],
  machine: Machine,
  provided: ReadonlySet<string>,
  environment: string,
): Promise<UnmetNeed[]> {
  const lacking = new Set<Need>();
  const programs = needs.filter(({ kind }) => kind === 'program');
  await each(programs, async (need) => {
    if (!(await machine.hasProgram(need.name))) lacking.add(need);
  });
  const modules = needs.filter(({ kind, name }) => kind === 'module' && !provided.has(name));
  const missing = await machine.missingModules(modules.map(({ name }) => name));
  for (const need of modules) if (missing?.includes(need.name) === true) lacking.add(need);
  const noDocker = [...lacking].some(({ name }) => name === 'docker');
  await each(
    needs.filter(({ kind }) => kind === 'service'),
    async (need) => {
      // Where the program is missing, the daemon is not reported as well.
      if (need.name === 'docker' ? noDocker : false) return;
      const answers =
        need.name === 'docker'
          ? machine.dockerAnswers()
          : machine.portAnswers(Number(need.name.split(':')[1]));
      if (!(await answers)) lacking.add(need);
    },
  );
  return needs
    .filter((need) => lacking.has(need))
    .map((need) => ({ ...need, ...explain(need, environment) }));
}

async function each<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE)
    await Promise.all(items.slice(at, at + AT_ONCE).map(act));
}

function explain({ kind, name }: Need, environment: string): { detail: string; fix: string } {
  const install = `pip install ${PACKAGES[name] ?? name}`;
  switch (kind) {
    case 'module':
      return { detail: `the Python module \`${name}\`, which ${environment} does not have`, fix: install };
    case 'program':
      return {
        detail: `\`${name}\`, which is not on the PATH of ${environment}`,
        fix: PYTHON_TOOLS.has(name)
          ? install
          : NODE_TOOLS.has(name)
            ? `npm install --save-dev ${name}`
            : `install ${name}`,
      };
    case 'service':
      return name === 'docker'
        ? { detail: 'the Docker daemon, which does not answer', fix: 'start Docker, or waive these checks' }
        : {
            detail: `a service on ${name}, where nothing answers`,
            fix: `start what listens on ${name}, or waive these checks`,
          };
    case 'folder':
      return {
        detail: `the folder ${name}, which the repo does not have`,
        fix: `create ${name}, or correct the path`,
      };
  }
}

/** `the environment in .venv`, or of the machine where there is no virtual environment. */
export function environmentName(env: Readonly<Record<string, string>>, cwd: string): string {
  const venv = env['VIRTUAL_ENV'];
  if (venv === undefined) return 'the environment';
  return `the environment in ${venv.startsWith(`${cwd}/`) ? venv.slice(cwd.length + 1) : venv}`;
}
