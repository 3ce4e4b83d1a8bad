import type { GrantEvent } from '@grantkit/core';
import { type OpenTelemetryOptions, openTelemetryListener } from './open-telemetry-listener.ts';

/**
 * Records the events of all Grantkit clients of this process as spans and metrics, also those in other packages.
 *
 * It listens to the diagnostics channel `grantkit`. If a client has an `openTelemetryListener` too, its events are
 * recorded twice. In a runtime without `node:diagnostics_channel` nothing is recorded.
 *
 * @returns a function that ends the recording
 * @throws {GrantError} `invalid_config` if an option is wrong or unknown.
 * @see https://nodejs.org/api/diagnostics_channel.html
 * @example
 * ```ts
 * import { observeGrantkit } from '@grantkit/opentelemetry';
 *
 * const stop = observeGrantkit();
 * process.once('SIGTERM', stop);
 * ```
 */
export function observeGrantkit(options: OpenTelemetryOptions = {}): () => void {
  const listen = openTelemetryListener(options);
  const channels = diagnosticsChannels();
  if (channels === undefined) return () => {};
  const receive = (message: unknown) => {
    // What a subscriber throws becomes an uncaught exception, and any code can publish any message to this channel.
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

/** Without a `node:` import. Otherwise this module could not be loaded in a runtime without Node's modules. */
function diagnosticsChannels(): DiagnosticsChannels | undefined {
  return typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:diagnostics_channel');
}
