import { ask, type Assessment } from '../assessment.ts';
import { judgeJavaScript } from '../code/javascript-code.ts';
import type { Call } from '../reading/call.ts';
import { isLiteral } from '../reading/value.ts';
import { BUILDING } from './building.ts';
import { subcommand } from './options.ts';
import { isAboutItself, row, type Row } from './rules.ts';
import { judgeTask } from './task-names.ts';

/** Tools that packages bring and that `npx` and its like may start: known, and mostly there. */
const KNOWN_TOOLS = new Set(
  'borp tstyche glint ncc stryker cdk hereby dprint lab wdio license-checker graphql-schema-linter prisma postcss lessc electron-builder serverless shadow-cljs @redocly/cli @biomejs/biome @angular/cli @stoplight/spectral-cli @commitlint/cli @playwright/test @web/test-runner @arethetypeswrong/cli @cyclonedx/bom @microsoft/api-extractor @typescript-eslint/parser @apidevtools/swagger-cli @ibm/openapi-validator sass tailwindcss terser uglify-js webpack-cli ts-unused-exports unimported ts-prune tsc-alias tsc-files vue-cli-service craco eas expo-modules-test remark jsonlint prettier-check sort-imports lockfile-lint npm-check better-npm-audit audit-ci is-ci only-allow license-compliance retire snyk-check http-server serve kill-port-check detox jsdoc2md documentation docusaurus vitepress vuepress gatsby ember stencil lit qwik remix solid-start sv nuxi nitropack astro-check web-ext cap ionic quasar jest pyright basedpyright vitest mocha ava tap c8 nyc tsc tsd vue-tsc svelte-check eslint prettier stylelint playwright cypress karma jasmine qunit uvu tsx ts-node webpack vite rollup esbuild swc babel parcel turbo nx lerna next nuxt astro markdownlint markdownlint-cli2 commitlint publint attw knip depcheck madge dependency-cruiser depcruise typedoc jsdoc size-limit bundlesize xo standard biome oxlint cspell html-validate htmlhint pa11y lighthouse ajv redocly swagger-cli spectral jscpd type-coverage tsup unbuild microbundle solhint hardhat wtr web-test-runner cucumber-js cucumber-js newman storybook start-server-and-test wait-on concurrently npm-run-all run-s run-p cross-env dotenv rimraf-check graphql-codegen gql-gen prisma-check sort-package-json syncpack tslint flow expo-doctor react-scripts ng jscodeshift lit-analyzer'.split(
    ' ',
  ),
);

/** Tools that have a row of their own. */
const ROWS = new Set([
  'node',
  'tsx',
  'ts-node',
  'cross-env',
  'prisma',
  'knex',
  'nx',
  'turbo',
  'lerna',
  'cdk',
  'serverless',
  'sequelize',
  'typeorm',
  ...BUILDING.flatMap(({ programs }) => programs),
]);

export const PACKAGES: readonly Row[] = [
  row('npm pnpm yarn bun', "run the project's scripts, and tell what is installed", judgeNode),
  row('npx bunx pnpx', 'start a tool that the project has', (call) => runTool(call, call.args)),
  row('corepack nvm fnm volta n asdf mise rtx', 'tell which versions there are', ({ program, args }) =>
    isAboutItself(args) || /^(?:ls|list|current|which|where)$/.test(args[0] ?? '')
      ? null
      : ask('medium', `${program} changes what is installed`),
  ),
  row('pip pip3 pipx', 'tell what is installed', (call) => judgePip(call.args)),
  row('uv', "runs the project's programs", (call) => {
    const { verb, rest } = subcommand(call.args, ['--directory', '--project', '-p', '--python']);
    if (verb === 'pip') return judgePip(rest);
    if (verb === 'run') {
      if (!rest.includes('--no-sync')) return ask('medium', 'uv run may change the environment');
      call.run(rest.slice(rest.findIndex((arg) => !arg.startsWith('-'))));
      return null;
    }
    return isAboutItself(call.args) ||
      /^(?:tree|version|export)$/.test(verb) ||
      (verb === 'lock' && rest.includes('--check'))
      ? null
      : ask('medium', 'uv changes what is installed');
  }),
  row('poetry pdm hatch pipenv rye', "run the project's programs", (call) => {
    const { verb, rest } = subcommand(call.args, ['-C', '-P', '--directory', '-e']);
    if (verb === 'run' && call.program !== 'rye') {
      if (call.program === 'hatch') return judgeTask(rest[0] ?? '');
      call.run(rest.filter((arg, at) => !(at === 0 && arg === '--')));
      return null;
    }
    return isAboutItself(call.args) ||
      /^(?:check|show|version|list|graph|info)$/.test(verb) ||
      (verb === 'test' && call.program === 'hatch') ||
      (verb === 'env' && /^(?:info|list|show)$/.test(rest[0] ?? '')) ||
      (verb === 'lock' && rest.includes('--check'))
      ? null
      : ask('medium', `${call.program} changes what is installed`);
  }),
  row('conda mamba micromamba', 'tell what is installed', (call) => {
    const { verb, rest } = subcommand(call.args);
    if (verb === 'run') {
      const at = rest.findIndex(
        (arg, index) => !arg.startsWith('-') && !/^-(?:n|p)$|^--(?:name|prefix)$/.test(rest[index - 1] ?? ''),
      );
      call.run(rest.slice(at < 0 ? rest.length : at));
      return null;
    }
    return isAboutItself(call.args) ||
      /^(?:list|info|search)$/.test(verb) ||
      (verb === 'env' && rest[0] === 'list')
      ? null
      : ask('medium', 'changes what is installed');
  }),
  row(
    'gem',
    'tells what is installed',
    verbs('list, environment, env, which, contents, specification, search, outdated, help'),
  ),
  row('bundle bundler', "runs the project's programs", (call) => {
    const { verb, rest } = subcommand(call.args);
    if (verb === 'exec') {
      call.run(rest);
      return null;
    }
    return isAboutItself(call.args) || /^(?:check|list|show|info|outdated|platform|doctor)$/.test(verb)
      ? null
      : ask('medium', 'changes what is installed');
  }),
  row('composer', "runs the project's scripts", (call) => {
    const { verb, rest } = subcommand(call.args, ['-d', '--working-dir']);
    if (verb === 'exec') {
      call.run(rest.filter((arg) => arg !== '--'));
      return null;
    }
    if (/^(?:run|run-script)$/.test(verb)) return judgeTask(rest[0] ?? '');
    if (
      /^(?:test|tests|lint|check|analy[sz]e|phpstan|phpcs|psalm|cs|stan|unit|ci|format|check-style|cs-check)(?:[:-][\w:-]+)?$/.test(
        verb,
      )
    )
      return judgeTask(verb);
    return isAboutItself(call.args) ||
      /^(?:validate|show|info|outdated|licenses|check-platform-reqs|diagnose|audit|dump-autoload|depends|why)$/.test(
        verb,
      )
      ? null
      : ask('medium', 'changes what is installed');
  }),
  row(
    'apt apt-get apt-cache dpkg dpkg-query rpm yum dnf pacman apk brew port snap zypper',
    'tell what is installed',
    ({ program, args }) => {
      const [verb = ''] = args.filter((arg) => !arg.startsWith('-'));
      const isQuery =
        /^(?:list|show|search|policy|info|depends|rdepends|cat|config|deps|outdated|doctor|leaves)$/.test(
          verb,
        ) ||
        (/^(?:dpkg|dpkg-query|rpm|pacman)$/.test(program) &&
          /^-(?:-?list|l|L|s|W|q\w*|Q\w*|-status|-show|-print-architecture|V)/.test(args[0] ?? '')) ||
        (program === 'brew' && args[0] === '--prefix') ||
        program === 'apt-cache';
      return isQuery || isAboutItself(args) ? null : ask('high', 'changes what the machine has installed');
    },
  ),
  row('twine', 'checks packages', ({ args }) =>
    args[0] === 'check' ? null : ask('high', 'changes a package registry'),
  ),
  row('lerna nx turbo rush moon', "run the project's tasks", (call) => {
    const { verb, rest } = subcommand(call.args);
    if (
      /^(?:publish|version|release|login|connect|migrate|add|create|generate|g|install|update|import|reset|repair|daemon|logout|link|unlink|purge)$/.test(
        verb,
      )
    )
      return ask('medium', `${call.program} ${verb} changes more than the worktree`);
    return judgeTask([verb, ...rest.filter((arg) => !arg.startsWith('-'))].join(' '));
  }),
  row(
    'changeset changesets semantic-release standard-version release-it np',
    'tell what would be released',
    ({ program, args }) =>
      args[0] === 'status' || isAboutItself(args) ? null : ask('high', `${program} releases`),
  ),
];

function verbs(known: string): (call: Call) => Assessment | null {
  const set = new Set(known.split(/\s*,\s*/));
  return ({ args }) =>
    isAboutItself(args) || set.has(subcommand(args).verb) ? null : ask('medium', 'changes what is installed');
}

function judgePip(args: readonly string[]): Assessment | null {
  const { verb } = subcommand(args);
  return isAboutItself(args) || /^(?:list|show|freeze|check|inspect|debug|index|help)$/.test(verb)
    ? null
    : ask('medium', 'changes what is installed');
}

const NODE_VALUED = [
  '--prefix',
  '-C',
  '--dir',
  '--cwd',
  '--filter',
  '-F',
  '-w',
  '--workspace',
  '--workspaces-from',
  '--loglevel',
  '--color',
];

function judgeNode(call: Call): Assessment | null {
  const { program, args } = call;
  if (isAboutItself(args)) return null;
  const code = program === 'bun' ? args.findIndex((arg) => /^(?:-e|--eval|-p|--print)$/.test(arg)) : -1;
  if (code >= 0) return judgeJavaScript(args[code + 1] ?? '', call.scope);
  let { verb, rest } = subcommand(args, NODE_VALUED);
  const outside = args.find(
    (arg, at) =>
      /^(?:--prefix|-C|--dir|--cwd)$/.test(args[at - 1] ?? '') && /^(?:[/~]|\.\.|\uE005)/.test(arg),
  );
  if (outside !== undefined) return ask('medium', 'works outside the worktree');
  if (args.some((arg) => /^(?:-g|--global|--script-shell.*|--location=global)$/.test(arg)))
    return ask('medium', 'reaches beyond the project');
  if (verb === 'npm')
    return /^(?:info|audit|whoami)$/.test(rest[0] ?? '') ? null : ask('high', 'changes a package registry');
  if (verb === 'workspace' || verb === 'workspaces') {
    if (verb === 'workspaces' && /^(?:list|info)$/.test(rest[0] ?? '')) return null;
    const inner = verb === 'workspace' ? rest.slice(1) : rest;
    ({ verb, rest } = subcommand(inner, ['--include', '--exclude', '-j']));
    if (verb === 'foreach') ({ verb, rest } = subcommand(rest, ['--include', '--exclude', '-j']));
  }
  switch (verb) {
    case 'test':
    case 't':
    case 'tst':
      return null;
    case 'run':
    case 'run-script':
    case 'rum':
      return judgeTask(subcommand(rest, NODE_VALUED).verb);
    case 'exec':
    case 'x':
    case 'dlx':
      if (verb === 'dlx') return ask('medium', 'fetches a package and runs it');
      return runTool(call, rest);
    case 'start':
      return null;
    case 'ls':
    case 'list':
    case 'll':
    case 'la':
    case 'why':
    case 'explain':
    case 'outdated':
    case 'view':
    case 'info':
    case 'show':
    case 'audit':
    case 'root':
    case 'bin':
    case 'prefix':
    case 'licenses':
    case 'fund':
    case 'query':
    case 'help':
    case 'doctor':
    case 'ping':
    case 'search':
    case 'constraints':
      return rest.includes('fix') || rest.includes('--fix')
        ? ask('medium', 'changes what is installed')
        : null;
    case 'pkg':
    case 'config':
    case 'c':
      if (rest.some((arg) => /auth|token|passw/i.test(arg)))
        return ask('high', 'prints what may be a secret');
      return /^(?:get|list|ls)$/.test(rest[0] ?? '')
        ? null
        : ask('medium', `${program} ${verb} changes settings`);
    case 'pack':
      return rest.includes('--dry-run') ? null : ask('low', 'writes a package');
    case 'publish':
    case 'unpublish':
    case 'deprecate':
    case 'dist-tag':
    case 'owner':
    case 'access':
    case 'token':
    case 'login':
      return ask('high', 'changes a package registry');
    case 'build':
    case 'dev':
      if (program === 'bun') return null;
      break;
    default:
  }
  const isOwnVerb =
    /^(?:|i|in|ins|install|ci|clean-install|add|remove|rm|r|un|uninstall|unlink|link|ln|update|up|upgrade|dedupe|ddp|prune|rebuild|rb|cache|init|create|import|set|unset|store|patch|patch-commit|env|self-update|setup|fetch|deploy|version|shrinkwrap|edit|install-test|it|install-ci-test|cit|restart|stop|hook|org|team|profile|star|stars|adduser|logout|repo|docs|bugs|completion|pm|server|plugin|autoclean|global|approve-builds|rebuild)$/;
  if (isOwnVerb.test(verb))
    return ask('medium', `${program} ${verb === '' ? 'install' : verb} changes what is installed`);
  // Yarn, pnpm and Bun run scripts and tools by their bare names.
  if (program === 'npm') return ask('medium', `npm ${verb} is not known to be harmless`);
  if (!isLiteral(verb)) return ask('medium', 'a script that is known only when it runs');
  return KNOWN_TOOLS.has(verb) ? runTool(call, [verb, ...rest]) : judgeTask(verb);
}

/** A tool by its name: one that is not known might be fetched from a registry. */
function runTool(call: Call, args: readonly string[]): Assessment | null {
  let at = 0;
  let isLocal = false;
  while (/^-/.test(args[at] ?? '')) {
    const arg = args[at] ?? '';
    if (/^(?:-c|--call|--shell-mode)$/.test(arg)) {
      call.script(args[at + 1] ?? '');
      return null;
    }
    if (/^(?:-p|--package)(?:=|$)/.test(arg)) return ask('medium', 'fetches a package and runs it');
    if (arg === '--no-install' || arg === '--no' || arg === '--offline') isLocal = true;
    at += NODE_VALUED.includes(arg) ? 2 : 1;
  }
  if (args.length === at) return isAboutItself(args) ? null : ask('medium', 'fetches a package and runs it');
  const [tool = '', ...rest] = args.slice(at);
  const name = KNOWN_TOOLS.has(tool) ? tool : tool.replace(/(?<=.)@[\w.^~-]+$/, '');
  if (/@/.test(tool.slice(1)) && !KNOWN_TOOLS.has(tool))
    return ask('medium', 'fetches a package and runs it');
  if (!KNOWN_TOOLS.has(name) && !isLocal && !/^(?:tsx|ts-node|node)$/.test(name))
    return ask('medium', `${tool} may be fetched from a registry`);
  if (ROWS.has(name)) call.run([name, ...rest]);
  else return judgeTask([name, ...rest.filter((arg) => !arg.startsWith('-'))].join(' '));
  return null;
}
