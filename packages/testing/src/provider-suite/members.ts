/** The paths of all members that are not objects. A value that is not an object has only the empty path. */
export function memberPaths(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  return Object.entries(value).flatMap(([name, member]) => memberPaths(member).map((path) => [name, ...path]));
}

/** Replaces or adds the member at a path. Nothing changes if the object that would have it does not exist. */
export function replaceMember(value: object, path: readonly string[], replacement: unknown): void {
  const parent = path.slice(0, -1).reduce<object>((member, name) => Object(Reflect.get(member, name)), value);
  Reflect.set(parent, path.at(-1) ?? '', replacement);
}
