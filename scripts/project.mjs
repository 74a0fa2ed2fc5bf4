// The project's commands behind `npm start`, `npm test` and the like, from nothing but npm and any Node from 20 on:
// what is missing is installed, what is stale is built, and everything runs on the Node of the dev-dependencies.
// Only the last command writes to stdout; installing and building report on stderr.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, rmdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, 'node_modules');
const { isEnough, NEEDED, runInPlace } = createRequire(import.meta.url)('../bin/wingman');

/** The environment of everything below: the project's own tools, its Node among them, come first. */
const env = { ...process.env, PATH: [join(MODULES, '.bin'), process.env.PATH ?? ''].join(delimiter) };

const COMMANDS = {
  build: () => [],
  demo: (args) => [['node', 'bin/wingman', 'demo', ...args]],
  test: (args) => [['vitest', 'run', ...args]],
  bench: (args) => [['node', 'bench/main.ts', ...args]],
  'bench:screen': (args) => [['node', 'bench/screen.ts', ...args]],
  mutate: (args) => [['node', 'bench/mutate.ts', ...args]],
  check: () => [
    ['tsc', '-p', 'tsconfig.test.json'],
    ['depcruise', '--config', 'dependency-cruiser.config.mjs', 'src'],
    ['knip'],
    ['eslint', '.'],
    ['prettier', '--check', '.', 'bin/wingman'],
  ],
};

/** Ends with one line on stderr. */
function stop(message, status) {
  console.error(`project: ${message}`);
  process.exit(status);
}

/** Runs a step to its end; ends with its status when it fails. */
function step(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: ROOT, env, stdio: 'inherit', ...options });
  if (done.error !== undefined) stop(`cannot run ${command}: ${done.error.message}`, 1);
  if (done.status !== 0) stop(`failed: ${[basename(command), ...args].join(' ')}`, done.status ?? 1);
}

/** Whether node_modules holds just what the lock file says, by npm's own record of its last complete install. */
function isInstalled() {
  const record = join(MODULES, '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(record, 'utf8')).packages;
  // Packages for other systems are in the lock file alone.
  const missing = Object.keys(wanted).filter(
    (path) => path !== '' && !(path in present) && !wanted[path].optional,
  );
  const wrong = Object.keys(present).filter(
    (path) =>
      present[path].version !== wanted[path]?.version || present[path].integrity !== wanted[path]?.integrity,
  );
  return missing.length === 0 && wrong.length === 0;
}

function install() {
  if (!isInstalled()) {
    // npm would empty the folder that the link leads to, which is somebody else's.
    if (lstatSync(MODULES, { throwIfNoEntry: false })?.isSymbolicLink()) {
      stop('node_modules is a link to modules that do not fit package-lock.json: remove the link', 2);
    }
    console.error('project: installing what package-lock.json names (npm ci)');
    // A user's `omit=dev` or NODE_ENV=production must not leave out the tools that build and test.
    step('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
      stdio: ['inherit', process.stderr, 'inherit'],
    });
  }
  const version = spawnSync('node', ['--version'], { env, encoding: 'utf8' }).stdout?.trim() ?? 'none';
  if (!isEnough(version)) {
    stop(`needs Node ${NEEDED} or newer and found ${version}; \`npm rebuild node\` installs one here`, 2);
  }
}

/** All files below a folder, relative to it; none where it does not exist. */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** Removes what a deleted source left in dist, and the compiler's memory where an output is gone. */
function settleOutputs() {
  const dist = join(ROOT, 'dist');
  const src = join(ROOT, 'src');
  const outputs = new Set(
    filesBelow(src)
      .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
      .map((file) => join(dist, file.slice(src.length).replace(/\.tsx?$/, '.js'))),
  );
  const memory = join(dist, '.tsbuildinfo');
  for (const file of filesBelow(dist)) {
    if (file !== memory && !outputs.has(file.replace(/\.map$/, ''))) removeWithEmptyFolders(file);
  }
  if ([...outputs].some((file) => !existsSync(file))) rmSync(memory, { force: true });
}

function removeWithEmptyFolders(file) {
  rmSync(file);
  for (let folder = dirname(file); readdirSync(folder).length === 0; folder = dirname(folder))
    rmdirSync(folder);
}

function build() {
  settleOutputs();
  step('tsc', ['-p', 'tsconfig.json'], { stdio: ['inherit', process.stderr, 'inherit'] });
}

const [name = '', ...args] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, name))
  stop(`usage: node scripts/project.mjs ${Object.keys(COMMANDS).join('|')}`, 2);
install();
build();
const steps = COMMANDS[name](args);
for (const [command, ...rest] of steps.slice(0, -1)) step(command, rest);
const last = steps.at(-1);
if (last !== undefined) {
  const [command, ...rest] = last;
  runInPlace(command, rest, { cwd: ROOT, env }, (error) =>
    stop(`cannot run ${command}: ${error.message}`, 1),
  );
}
