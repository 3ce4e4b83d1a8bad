// What Node, Deno, Bun and Workers offer beyond the web's own API, found without a `node:` import, which would break
// the runtimes that have none of it.

interface BuiltinModules {
  'node:diagnostics_channel': { channel(name: string): DiagnosticsChannel };
  'node:async_hooks': { AsyncResource: new (type: string) => { runInAsyncScope<T>(run: () => T): T } };
}

declare const process:
  | { getBuiltinModule?<Name extends keyof BuiltinModules>(name: Name): BuiltinModules[Name] | undefined }
  | undefined;

function builtinModule<Name extends keyof BuiltinModules>(name: Name): BuiltinModules[Name] | undefined {
  return typeof process === 'undefined' ? undefined : process.getBuiltinModule?.(name);
}

/** The part of Node's `diagnostics_channel` that the engine uses. */
export interface DiagnosticsChannel {
  readonly hasSubscribers: boolean;
  publish(message: unknown): void;
}

const silence: DiagnosticsChannel = { hasSubscribers: false, publish: () => {} };

export function diagnosticsChannel(name: string): DiagnosticsChannel {
  return builtinModule('node:diagnostics_channel')?.channel(name) ?? silence;
}

/** Runs later work in the async context of now, so that one caller's context never reaches work that others share. */
export function asyncSnapshot(): <T>(run: () => T) => T {
  const AsyncResource = builtinModule('node:async_hooks')?.AsyncResource;
  if (AsyncResource === undefined) return (run) => run();
  const resource = new AsyncResource('GRANTKIT');
  return (run) => resource.runInAsyncScope(run);
}
