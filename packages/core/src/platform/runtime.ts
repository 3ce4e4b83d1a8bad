// What Node, Deno, Bun and Workers offer beyond the web's API. A `node:` import would break runtimes without it.

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

const silent: DiagnosticsChannel = { hasSubscribers: false, publish: () => {} };

/** A channel of Node's `diagnostics_channel`, or a silent one where the runtime has none. */
export function diagnosticsChannel(name: string): DiagnosticsChannel {
  return builtinModule('node:diagnostics_channel')?.channel(name) ?? silent;
}

/**
 * Captures the current async context, and returns a function that runs work in it. Without it, shared work would run in
 * the context of the caller that happens to start it.
 */
export function asyncSnapshot(): <T>(run: () => T) => T {
  const AsyncResource = builtinModule('node:async_hooks')?.AsyncResource;
  if (AsyncResource === undefined) return (run) => run();
  const resource = new AsyncResource('GRANTKIT');
  return (run) => resource.runInAsyncScope(run);
}
