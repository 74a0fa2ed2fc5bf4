import type { Approval } from '../domain/approval.ts';
import type { Command } from '../domain/command.ts';

/** A way on which a person is asked and answers: files, a socket, a service. The desk is given them from outside. */
export interface Channel {
  /** Shows a question. The answer to it comes by `listen`, with the question's hash. */
  ask(approval: Approval): void;
  /** Hears what a person wants until the returned function is called. */
  listen(send: (command: Command) => void): () => void;
}
