// What runtimes offer beyond the web's API, and where they differ. A `node:` import would break runtimes without it.

interface BuiltinModules {
  // Older versions of Node, and other runtimes, have the module without this function.
  'node:crypto': { hash?(algorithm: 'sha256', text: string, encoding: 'hex'): string };
  'node:diagnostics_channel': { channel(name: string): DiagnosticsChannel };
  'node:async_hooks': { AsyncResource: new (type: string) => AsyncScope };
}

/** A module of Node; `undefined` if the runtime does not have it. Finding it takes 0.1 µs, so nothing keeps it. */
export function builtinModule<Name extends keyof BuiltinModules>(name: Name): BuiltinModules[Name] | undefined {
  // Through `Reflect`: bundlers for edge runtimes (Next.js) refuse a program that names `process.getBuiltinModule`.
  const process: unknown = Reflect.get(globalThis, 'process');
  const find: unknown = typeof process === 'object' && process !== null && Reflect.get(process, 'getBuiltinModule');
  if (typeof find !== 'function') return undefined;
  try {
    return find.call(process, name);
  } catch {
    // In the edge runtime of Next.js, each function of `process` throws.
    return undefined;
  }
}

/** The part of Node's `diagnostics_channel` that the engine uses. */
export interface DiagnosticsChannel {
  readonly hasSubscribers: boolean;
  publish(message: unknown): void;
}

const silent: DiagnosticsChannel = { hasSubscribers: false, publish: () => {} };

/** A channel of Node's `diagnostics_channel`, or a silent channel where the runtime does not have that module. */
export function diagnosticsChannel(name: string): DiagnosticsChannel {
  return builtinModule('node:diagnostics_channel')?.channel(name) ?? silent;
}

/** An async context in which work can run. */
export interface AsyncScope {
  runInAsyncScope<T>(run: () => T): T;
}

const scopeOfCaller: AsyncScope = { runInAsyncScope: (run) => run() };

/**
 * Captures the current async context. Without it, shared work would run in the context of the caller that starts it.
 * In Workers a context belongs to one request, whose I/O ends with its reply. There the work runs in the context of its
 * caller.
 *
 * An `AsyncResource` takes 80 bytes. `AsyncLocalStorage.snapshot()` does the same and takes 1.4 kB in Node 24.
 */
export function asyncScope(): AsyncScope {
  const AsyncResource = isolatesRequests() ? undefined : builtinModule('node:async_hooks')?.AsyncResource;
  return AsyncResource === undefined ? scopeOfCaller : new AsyncResource('GRANTKIT');
}

/** Whether I/O belongs to one request and ends with its reply, as in Cloudflare Workers. */
export function isolatesRequests(): boolean {
  return 'EdgeRuntime' in globalThis || Reflect.get(globalThis, 'navigator')?.userAgent === 'Cloudflare-Workers';
}

/**
 * Whether a request can wait for a promise that another request resolves. Workers with a compatibility date before
 * 2024-10-14 cannot: such a wait never ends, or continues as the wrong request.
 */
export function sharesPromises(): boolean {
  const flags: unknown = Reflect.get(globalThis, 'Cloudflare')?.compatibilityFlags;
  return (
    !isolatesRequests() ||
    (typeof flags === 'object' && flags !== null && Reflect.get(flags, crossRequestFlag) === true)
  );
}

const crossRequestFlag = 'handle_cross_request_promise_resolution';

/**
 * Stops frameworks from caching requests to an authorization server. Next.js 13 and 14 cached POSTs.
 * Workers with an older compatibility date throw for the member `cache`, which they do not know.
 */
export function noStore(): { readonly cache?: 'no-store' } {
  return 'cache' in Request.prototype ? { cache: 'no-store' } : {};
}
