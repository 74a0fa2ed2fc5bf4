/** One message of a request, whatever the wire format called it. */
export interface SimulatedMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A request to the model, without its wire format. */
export interface ModelCall {
  readonly messages: readonly SimulatedMessage[];
  readonly model: string;
  readonly stream: boolean;
  /** Upper bound of the answer in tokens; `null` for none. */
  readonly maxTokens: number | null;
  /** Whether the end of a stream reports the usage, where the format leaves that to the client. */
  readonly includeUsage: boolean;
}

/** Tokens are not counted here but estimated: four characters each. */
export const CHARACTERS_PER_TOKEN = 4;

/** Tokens of a text, estimated. */
export function estimateTokens(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

/** The worker that the request is about: the first id in it, since a prompt names its own worker before any other. */
export function findWorker(messages: readonly SimulatedMessage[]): string | null {
  for (const message of messages) {
    const id = /WORKER_\d{1,9}/.exec(message.content)?.[0];
    if (id !== undefined) return id;
  }
  return null;
}

/** Characters of everything that the model is given to read. */
export function promptCharacters(messages: readonly SimulatedMessage[]): number {
  return messages.reduce((sum, message) => sum + message.content.length, 0);
}

/** What the model said before, all parts together, where the user has just answered it; `null` otherwise. */
export function saidSoFar(messages: readonly SimulatedMessage[]): string | null {
  const previous = messages.at(-1)?.role === 'assistant' ? messages.at(-1) : messages.at(-2);
  if (previous?.role !== 'assistant' || previous.content.trim() === '') return null;
  return messages
    .filter((message) => message.role === 'assistant')
    .map((message) => message.content)
    .join('');
}

const GO_ON = /\b(?:continue|carry on|go on|keep going|resume|left off)\b/i;

/** Whether the last message asks the model to go on with its answer (a prefilled answer asks by itself). */
export function asksToGoOn(messages: readonly SimulatedMessage[]): boolean {
  const last = messages.at(-1);
  return last?.role === 'assistant' || GO_ON.test(last?.content.slice(0, 2_000) ?? '');
}
