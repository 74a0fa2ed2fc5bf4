/**
 * The paths of the fields in which two values of JSON differ, below `path`; those of `ignored` left out. Lists of
 * different lengths differ as a whole.
 */
export function differences(
  found: unknown,
  expected: unknown,
  path: string,
  ignored: ReadonlySet<string>,
): readonly string[] {
  if (ignored.has(path) || Object.is(found, expected)) return [];
  if (!isObject(found) || !isObject(expected)) return [path];
  const isList = Array.isArray(found);
  if (isList !== Array.isArray(expected)) return [path];
  const keys = new Set([...Object.keys(found), ...Object.keys(expected)]);
  if (isList && Object.keys(found).length !== Object.keys(expected).length) return [path];
  return [...keys].flatMap((key) =>
    differences(found[key], expected[key], isList ? `${path}[${key}]` : `${path}.${key}`, ignored),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
