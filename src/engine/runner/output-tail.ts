/** The end of an output in memory, however long the output is. */
export interface OutputTail {
  add(bytes: Buffer): void;
  /** The last characters, as many as the tail is for. */
  text(): string;
  /** The very last bytes, at most 16: where a word may be split over two pieces. */
  lastBytes(): Buffer;
}

/** @param characters how many of them `text` gives at most */
export function createOutputTail(characters: number): OutputTail {
  // Room for each of them at up to four bytes.
  const room = characters * 4;
  let end = Buffer.alloc(0);
  return {
    add(bytes) {
      end = Buffer.concat([end, bytes.subarray(-room)]).subarray(-room);
    },
    text: () => end.toString('utf8').slice(-characters),
    lastBytes: () => end.subarray(-16),
  };
}
