import type { Message } from '../provider/provider.ts';
import { quote } from './prompt-fence.ts';

/** How much of the end is quoted, so that the place to go on from cannot be mistaken. */
const QUOTED = 200;

/**
 * The prompt that lets the model finish an answer that its length limit cut off.
 * @param partial everything that has been answered so far, earlier continuations included
 */
export function continuationMessages(messages: readonly Message[], partial: string): readonly Message[] {
  if (partial.trim() === '') {
    const content =
      'Your limit was used up before the first word of your answer. Answer now, without further deliberation, in the format that was asked for.';
    return [...messages, { role: 'user', content }];
  }
  const content = `Your answer was cut off by its length limit. Continue exactly where it stopped, with the very next character: no introduction, no repetition, and no new fence if one is open. If you cannot, begin the file that was cut off again, with its fence and its path, and send it whole. It ended with:\n\n${quote(partial.slice(-QUOTED), 'text')}`;
  return [...messages, { role: 'assistant', content: partial }, { role: 'user', content }];
}
