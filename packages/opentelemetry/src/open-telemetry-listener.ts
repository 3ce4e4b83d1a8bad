import { checkOptionNames, type GrantEvent, invalidConfig } from '@grantkit/core';
import { type MeterProvider, metrics, type TracerProvider, trace } from '@opentelemetry/api';
import { createInstruments } from './instruments.ts';
import { outcomeOf, recordRequestSpan } from './request-span.ts';

/** The options of {@link openTelemetryListener} and of `observeGrantkit`. */
export interface OpenTelemetryOptions {
  /** Makes the tracer that records the spans. @default the one that is registered globally */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Makes the meter that records the metrics. @default the one that is registered globally at the first event */
  readonly meterProvider?: MeterProvider | undefined;
}

/**
 * A listener for the option `onEvent` of a client, which records its events as spans and metrics.
 *
 * Several clients may share one listener. Each attempt at the token endpoint becomes a span. It has no parent, because
 * its token is for all callers, and not only for the caller that started the request. Every event becomes a metric.
 * Durations are in seconds, as OpenTelemetry recommends.
 *
 * @throws {GrantError} `invalid_config` if an option is wrong or unknown.
 * @see https://opentelemetry.io/docs/specs/semconv/general/recording-errors/
 * @example
 * ```ts
 * import { type ClientOptions, clientSecretBasic, createProviderClient } from '@grantkit/core';
 * import { openTelemetryListener } from '@grantkit/opentelemetry';
 *
 * const acme = createProviderClient(
 *   { name: 'acme', tokenEndpoint: 'https://auth.acme.example/token', clientAuth: clientSecretBasic() },
 *   { clientId: 'client-id', clientSecret: 'client-secret', onEvent: openTelemetryListener() },
 * );
 * ```
 */
export function openTelemetryListener(options: OpenTelemetryOptions = {}): (event: GrantEvent) => void {
  checkOptionNames('opentelemetry', ['tracerProvider', 'meterProvider'], options);
  const { tracerProvider, meterProvider } = options;
  if (tracerProvider !== undefined) checkMethod('tracerProvider', tracerProvider, 'getTracer');
  if (meterProvider !== undefined) checkMethod('meterProvider', meterProvider, 'getMeter');
  let record: ((event: GrantEvent) => void) | undefined;
  return (event) => {
    // At the first event and not earlier. A meter that is made before the SDK is registered never records anything.
    record ??= createRecorder(options);
    record(event);
  };
}

/** Otherwise the first event would fail, which nobody would notice: clients ignore what a listener throws. */
function checkMethod(option: string, provider: unknown, method: string): void {
  if (typeof Reflect.get(Object(provider), method) === 'function') return;
  throw invalidConfig('opentelemetry', `The option \`${option}\` must have the method \`${method}\``);
}

function createRecorder(options: OpenTelemetryOptions): (event: GrantEvent) => void {
  const { tracerProvider = trace.getTracerProvider(), meterProvider = metrics.getMeterProvider() } = options;
  const tracer = tracerProvider.getTracer('@grantkit/opentelemetry');
  const instruments = createInstruments(meterProvider.getMeter('@grantkit/opentelemetry'));

  return (event) => {
    const provider = { 'grantkit.provider': event.provider };
    switch (event.type) {
      case 'served':
        return instruments.served.add(1, { ...provider, 'grantkit.token.age': event.age });
      case 'from_cache':
        return instruments.fromCache.add(1, provider);
      case 'requested':
      case 'failed':
        recordRequestSpan(tracer, event);
        return instruments.requestDuration.record(event.duration / 1000, { ...provider, ...outcomeOf(event) });
      case 'held_back':
        return instruments.heldBack.add(1, { ...provider, 'error.type': event.code });
      case 'invalidated':
        return instruments.invalidated.add(1, provider);
      case 'replayed':
        return instruments.replayed.add(1, { ...provider, 'http.response.status_code': event.status });
      case 'rotated':
        return instruments.rotated.add(1, provider);
      case 'lock_waited':
        return instruments.lockWaitDuration.record(event.duration / 1000, {
          ...provider,
          'grantkit.token.from_cache': event.fromCache,
        });
      case 'cache_failed':
        return instruments.cacheFailed.add(1, {
          ...provider,
          'grantkit.cache.operation': event.operation,
          'error.type': event.reason,
        });
      default:
        // A newer core may emit an event that this version does not know. It is ignored.
        event satisfies never;
    }
  };
}
