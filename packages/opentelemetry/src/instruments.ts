import { type Counter, type Histogram, type Meter, ValueType } from '@opentelemetry/api';

/** The instruments of all metrics: counters, and histograms of durations in seconds. */
export interface Instruments {
  readonly requestDuration: Histogram;
  readonly served: Counter;
  readonly fromCache: Counter;
  readonly heldBack: Counter;
  readonly invalidated: Counter;
  readonly replayed: Counter;
  readonly rotated: Counter;
  readonly lockWaitDuration: Histogram;
  readonly cacheFailed: Counter;
}

export function createInstruments(meter: Meter): Instruments {
  const counter = (name: string, unit: string, description: string) =>
    meter.createCounter(name, { unit, description, valueType: ValueType.INT });
  const duration = (name: string, description: string) =>
    meter.createHistogram(name, { unit: 's', description, advice: { explicitBucketBoundaries: [...boundaries] } });

  return {
    requestDuration: duration('grantkit.token.request.duration', 'Duration of attempts to get a token.'),
    served: counter('grantkit.token.served', '{token}', 'Tokens given to callers from memory.'),
    fromCache: counter(
      'grantkit.token.from_cache',
      '{token}',
      'Tokens of other processes, taken from the shared cache.',
    ),
    heldBack: counter(
      'grantkit.token.request.held_back',
      '{request}',
      'Attempts that were not made, because earlier ones failed.',
    ),
    invalidated: counter('grantkit.token.invalidated', '{token}', 'Tokens invalidated before their end.'),
    replayed: counter(
      'grantkit.api.request.replayed',
      '{request}',
      'API requests sent again with a new token or other headers.',
    ),
    rotated: counter(
      'grantkit.client_secret.rotated',
      '{rotation}',
      'Times that another secret than before was accepted.',
    ),
    lockWaitDuration: duration('grantkit.lock.wait.duration', 'Duration of waits for the lock of another process.'),
    cacheFailed: counter(
      'grantkit.cache.failed',
      '{operation}',
      'Operations in which the shared cache threw, hung, or answered with something unusable.',
    ),
  };
}

/**
 * The boundaries of the buckets, in seconds. Without them, an SDK would use boundaries that are meant for ms.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpclientrequestduration
 */
const boundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const;
