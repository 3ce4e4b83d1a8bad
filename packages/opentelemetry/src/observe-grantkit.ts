import type { GrantEvent } from '@grantkit/core';
import { type OpenTelemetryOptions, openTelemetryListener } from './open-telemetry-listener.ts';

/**
 * Turns what all Grantkit clients of this process do into spans and metrics, those of other people's code included, by
 * way of the diagnostics channel `grantkit`. A client whose `onEvent` does the same would be counted twice.
 *
 * @returns What ends it. Where the runtime has no `node:diagnostics_channel`, nothing was begun.
 * @example
 * ```ts
 * import { observeGrantkit } from '@grantkit/opentelemetry';
 *
 * const stop = observeGrantkit();
 * process.once('SIGTERM', stop);
 * ```
 */
export function observeGrantkit(options: OpenTelemetryOptions = {}): () => void {
  const channels = diagnosticsChannels();
  if (channels === undefined) return () => {};
  const listen = openTelemetryListener(options);
  const receive = (message: unknown) => {
    // What a subscriber throws becomes an uncaught exception, and anybody can publish anything under that name.
    try {
      listen(message as GrantEvent);
    } catch {}
  };
  channels.subscribe('grantkit', receive);
  return () => void channels.unsubscribe('grantkit', receive);
}

/** The part of `node:diagnostics_channel` that is used here. */
interface DiagnosticsChannels {
  subscribe(name: string, receive: (message: unknown) => void): void;
  unsubscribe(name: string, receive: (message: unknown) => void): boolean;
}

declare const process:
  | { getBuiltinModule?(name: 'node:diagnostics_channel'): DiagnosticsChannels | undefined }
  | undefined;

/** Without a `node:` import, which would break the runtimes that have none of it. */
function diagnosticsChannels(): DiagnosticsChannels | undefined {
  return typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:diagnostics_channel');
}
