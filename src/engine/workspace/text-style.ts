/** How a text file is stored, apart from what it says. */
export interface TextStyle {
  /** Most lines end in CRLF. */
  readonly crlf: boolean;
  /** Begins with a byte order mark. */
  readonly bom: boolean;
}

/** The text of a file with LF line ends and without a byte order mark, and the style to store it in again. */
export function styleOf(bytes: Buffer): { readonly text: string; readonly style: TextStyle } {
  const stored = bytes.toString('utf8');
  const crlfs = stored.split('\r\n').length - 1;
  const lfs = stored.split('\n').length - 1 - crlfs;
  const style = { crlf: crlfs > lfs, bom: stored.startsWith('\uFEFF') };
  const text = style.bom ? stored.slice(1) : stored;
  return { text: crlfs > lfs ? text.replaceAll('\r\n', '\n') : text, style };
}

/** The bytes of a text in a style. */
export function toStyle(text: string, style: TextStyle): Buffer {
  const plain = text.replace(/^\uFEFF/, '');
  const ended = style.crlf ? plain.replaceAll(/\r?\n/g, '\r\n') : plain;
  return Buffer.from((style.bom ? '\uFEFF' : '') + ended, 'utf8');
}
