/** Settings of every Git that is started: they come before what the tree or the user says. */
export const SAFE_CONFIG = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  // A replaced object would be checked here and not be in any clone.
  'core.useReplaceRefs=false',
  'safe.bareRepository=explicit',
  'diff.external=',
  'submodule.recurse=false',
  'commit.gpgSign=false',
  'merge.verifySignatures=false',
  'tag.gpgSign=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'advice.detachedHead=false',
  'core.quotePath=false',
  'protocol.ext.allow=never',
];

/** Names of Git's own that the user may set and that stay in force; all others are dropped. */
export const KEPT_VARIABLES = [
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
  'GIT_TERMINAL_PROMPT',
  'GIT_OPTIONAL_LOCKS',
  'GIT_SSL_CAINFO',
];

/** What makes Git start a program; none is needed for what we do. Keys of providers are none of its business. */
const GUARDED = /^(EDITOR|VISUAL|PAGER|LESS|SSH_ASKPASS|OPENAI_|OLLAMA_|PREFIX$)/;

/** The environment of every Git that is started. */
export function gitEnvironment(base: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(base)) {
    const isForeign = name.startsWith('GIT_') && !KEPT_VARIABLES.includes(name);
    if (value !== undefined && !isForeign && !GUARDED.test(name)) env[name] = value;
  }
  return { ...env, GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
}
