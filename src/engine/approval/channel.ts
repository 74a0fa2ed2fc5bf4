import type { Approval } from '../domain/approval.ts';
import type { Command } from '../domain/command.ts';

/** A way to ask a person and to get the answer: files, a socket, a service. */
export interface Channel {
  /** Shows an approval. Its answer comes by `listen`, with the approval's hash. */
  ask(approval: Approval): void;
  /** Passes on a person's commands until the returned function is called. */
  listen(send: (command: Command) => void): () => void;
}
