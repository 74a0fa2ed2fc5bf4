/** An engine's environment with a simulated model: nothing of the user's settings for Wingman or its providers. */
export function modelEnvironment(url: string): NodeJS.ProcessEnv {
  const keep = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR'];
  const kept = Object.fromEntries(
    keep.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  return {
    ...kept,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    OPENAI_BASE_URL: `${url}/v1`,
    OPENAI_API_KEY: 'sk-test-benchmark',
    OPENAI_MODEL: 'simulated',
    OLLAMA_HOST: url,
    OLLAMA_MODEL: 'simulated',
  };
}
