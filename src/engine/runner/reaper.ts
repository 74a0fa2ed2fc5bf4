import { spawn } from 'node:child_process';

/**
 * Ends what the engine started should the engine itself be killed. A small process of its own reads the process
 * groups from a pipe; when the pipe closes, however the engine ended, it kills those that are still listed.
 */
export interface Reaper {
  watch(group: number): void;
  forget(group: number): void;
  /** Ends the reaper; call it when no group is watched any more. */
  close(): void;
}

/** An indexed array works in every bash, the one of macOS included. */
const PROGRAM = `
while read -r op group; do
  case $op in
    +) groups[$group]=$group ;;
    -) unset "groups[$group]" ;;
  esac
done
for group in "\${groups[@]}"; do kill -KILL -- "-$group" 2>/dev/null; done
`;

/** Starts the reaper in a session of its own, so that neither a hang-up nor Ctrl+C reaches it. */
export function startReaper(): Reaper {
  const child = spawn('bash', ['-c', PROGRAM], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
  });
  child.unref();
  // A machine without bash is reported by the checks themselves; here it only means that nothing is watched.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  const tell = (line: string): void => {
    if (child.stdin.writable) child.stdin.write(line);
  };
  return {
    watch: (group) => tell(`+ ${group}\n`),
    forget: (group) => tell(`- ${group}\n`),
    close: () => child.stdin.end(),
  };
}
