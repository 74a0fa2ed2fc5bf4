/**
 * Who may import whom, types included. A room may use the rooms above it in this list, never those below it.
 * ARCHITECTURE.md says what each is for.
 */
const ROOMS = [
  'domain',
  'secrets',
  'settings',
  'store',
  'shell',
  'instructions',
  'plan',
  'runner',
  'environment',
  'approval',
  'lint',
  'workspace',
  'provider',
  'producer',
  'verification',
  'mitigation',
  'evidence',
  'gate',
  'run',
];

const room = (name) => `^src/engine/${name}/`;
const anyOf = (names) => `^src/engine/(${names.join('|')})/`;

const upwards = ROOMS.slice(0, -1).map((name, at) => ({
  name: `${name}-imports-upwards`,
  comment: `src/engine/${name} may use ${at === 0 ? 'nothing else of the engine' : ROOMS.slice(0, at).join(', ')}`,
  severity: 'error',
  from: { path: room(name) },
  to: { path: anyOf(ROOMS.slice(at + 1)) },
}));

export default {
  forbidden: [
    ...upwards,
    {
      name: 'engine-room-unknown',
      comment: 'every file of the engine lies in a room of the list above',
      severity: 'error',
      from: { path: '^src/engine/', pathNot: anyOf(ROOMS) },
      to: {},
    },
    {
      name: 'engine-knows-its-users',
      comment: 'the engine knows neither the screen, the command line nor the simulator',
      severity: 'error',
      from: { path: '^src/engine/' },
      to: { path: '^src/(ui|cli|simulator)/' },
    },
    {
      name: 'engine-draws',
      comment: 'the engine draws nothing and reads no flags',
      severity: 'error',
      from: { path: '^src/engine/' },
      to: { path: 'node_modules/(ink|ink-table|@alcalzone/ink-table|react|commander)/' },
    },
    {
      name: 'screen-reaches-into-the-engine',
      comment: 'the screen takes the plain data and the handle of the domain, and nothing else',
      severity: 'error',
      from: { path: '^src/ui/' },
      to: { path: '^src/(engine/(?!domain/)|cli/|simulator/)' },
    },
    {
      name: 'simulator-reaches-into-the-engine',
      comment: 'the simulated model is a server of its own: it shares results and the clock with the engine',
      severity: 'error',
      from: { path: '^src/simulator/' },
      to: { path: '^src/(engine/(?!domain/)|cli/|ui/)' },
    },
    {
      name: 'circular',
      comment: 'two files that import each other are one file, or hide a third',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'unresolvable',
      comment: 'an import must lead somewhere',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // Imports of types count: they are what a reader has to follow.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test|bench)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
