/** The paths of all members that are not objects. A value that is not an object has only the empty path. */
export function memberPaths(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  return Object.entries(value).flatMap(([name, member]) => memberPaths(member).map((path) => [name, ...path]));
}

/** Finds the path of a member that is given as a name or as a path with dots. Returns `undefined` if `value` lacks it. */
export function findMember(value: object, given: string): readonly string[] | undefined {
  return [[given], given.split('.')].find((path) => memberAt(value, path) !== undefined);
}

function memberAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((parent, name) => Reflect.get(Object(parent), name), value);
}

/** Replaces the member at a path, or adds it. Nothing changes if its parent does not exist. */
export function replaceMember(value: object, path: readonly string[], replacement: unknown): void {
  const parent = path.slice(0, -1).reduce<object>((member, name) => Object(Reflect.get(member, name)), value);
  Reflect.set(parent, path.at(-1) ?? '', replacement);
}
