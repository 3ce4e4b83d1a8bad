import type { GrantEvent, GrantEventBase } from '@grantkit/core';
import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { openTelemetryListener } from '../src/index.ts';
import { type Point, startTelemetry } from './telemetry-test-bed.ts';

const at = Date.UTC(2026, 0, 1, 12);
const base: GrantEventBase = { provider: 'acme', scope: ['read', 'write'], at };
const acme = { 'grantkit.provider': 'acme' };

interface Expected {
  readonly event: GrantEvent;
  readonly metric: string;
  readonly unit: string;
  readonly attributes: Attributes;
  readonly value: Point['value'];
}

// This file does not compile until a new event type has a row.
const table: { readonly [Type in GrantEvent['type']]: Expected & { readonly event: { readonly type: Type } } } = {
  served: {
    event: { ...base, type: 'served', age: 'soft' },
    metric: 'grantkit.token.served',
    unit: '{token}',
    attributes: { ...acme, 'grantkit.token.age': 'soft' },
    value: 1,
  },
  from_cache: {
    event: { ...base, type: 'from_cache', expiresAt: at + 60_000 },
    metric: 'grantkit.token.from_cache',
    unit: '{token}',
    attributes: acme,
    value: 1,
  },
  requested: {
    event: { ...base, type: 'requested', expiresAt: at + 60_000, duration: 250, background: true },
    metric: 'grantkit.token.request.duration',
    unit: 's',
    attributes: { ...acme, 'grantkit.background': true },
    value: { count: 1, sum: 0.25 },
  },
  failed: {
    event: { ...base, type: 'failed', code: 'rate_limited', status: 429, duration: 125 },
    metric: 'grantkit.token.request.duration',
    unit: 's',
    attributes: { ...acme, 'error.type': 'rate_limited', 'http.response.status_code': 429 },
    value: { count: 1, sum: 0.125 },
  },
  held_back: {
    event: { ...base, type: 'held_back', code: 'invalid_client', retryAfter: 1_000 },
    metric: 'grantkit.token.request.held_back',
    unit: '{request}',
    attributes: { ...acme, 'error.type': 'invalid_client' },
    value: 1,
  },
  invalidated: {
    event: { ...base, type: 'invalidated' },
    metric: 'grantkit.token.invalidated',
    unit: '{token}',
    attributes: acme,
    value: 1,
  },
  replayed: {
    event: { ...base, type: 'replayed', status: 401 },
    metric: 'grantkit.api.request.replayed',
    unit: '{request}',
    attributes: { ...acme, 'http.response.status_code': 401 },
    value: 1,
  },
  rotated: {
    event: { ...base, type: 'rotated' },
    metric: 'grantkit.client_secret.rotated',
    unit: '{rotation}',
    attributes: acme,
    value: 1,
  },
  lock_waited: {
    event: { ...base, type: 'lock_waited', duration: 500, fromCache: true },
    metric: 'grantkit.lock.wait.duration',
    unit: 's',
    attributes: { ...acme, 'grantkit.token.from_cache': true },
    value: { count: 1, sum: 0.5 },
  },
  cache_failed: {
    event: { ...base, type: 'cache_failed', operation: 'set', reason: 'hung' },
    metric: 'grantkit.cache.failed',
    unit: '{operation}',
    attributes: { ...acme, 'grantkit.cache.operation': 'set', 'error.type': 'hung' },
    value: 1,
  },
};
const rows = Object.entries(table).map(([type, row]) => ({ type, ...row }));

test.each(rows)('$type makes one point of $metric', async ({ event, metric, unit, attributes, value }) => {
  const telemetry = startTelemetry();
  openTelemetryListener(telemetry.options)(event);
  expect(await telemetry.points()).toEqual([{ metric, attributes, value }]);
  const [data] = await telemetry.metrics();
  expect(data?.descriptor.unit).toBe(unit);
  expect(data?.descriptor.description).toMatch(/^[A-Z].*\.$/);
});

test.each(rows)('the metric of $type has no attribute with a scope or a time', async ({ event }) => {
  const telemetry = startTelemetry();
  const listen = openTelemetryListener(telemetry.options);
  for (let tenant = 0; tenant < 50; tenant += 1) {
    const aged = 'expiresAt' in event ? { ...event, expiresAt: event.expiresAt + tenant } : event;
    listen({ ...aged, scope: [`tenant-${tenant}`], at: at + tenant });
  }
  expect(await telemetry.points()).toHaveLength(1);
});

test.each(rows.filter(({ type }) => type !== 'requested' && type !== 'failed'))('$type makes no span', ({ event }) => {
  const telemetry = startTelemetry();
  openTelemetryListener(telemetry.options)(event);
  expect(telemetry.spans()).toEqual([]);
});

test('a granted request makes a span that ends with the event and has its duration', () => {
  const telemetry = startTelemetry();
  openTelemetryListener(telemetry.options)({ ...table.requested.event, duration: 1_250.5 } as GrantEvent);
  expect(telemetry.spans()).toHaveLength(1);
  expect(telemetry.spans()[0]).toMatchObject({
    name: 'request token acme',
    kind: SpanKind.CLIENT,
    status: { code: SpanStatusCode.UNSET },
    startTime: [at / 1000 - 2, 749_500_000],
    endTime: [at / 1000, 0],
    duration: [1, 250_500_000],
    instrumentationScope: { name: '@grantkit/opentelemetry' },
  });
  expect(telemetry.spans()[0]?.attributes).toEqual({
    'grantkit.provider': 'acme',
    'grantkit.background': true,
    'grantkit.scopes': ['read', 'write'],
    'grantkit.token.expires_at': '2026-01-01T12:01:00.000Z',
  });
});

test('a failed request makes a span with an error, its code and its status, but no text', () => {
  const telemetry = startTelemetry();
  openTelemetryListener(telemetry.options)(table.failed.event);
  expect(telemetry.spans()[0]?.status).toEqual({ code: SpanStatusCode.ERROR });
  expect(telemetry.spans()[0]?.attributes).toEqual({
    'grantkit.provider': 'acme',
    'grantkit.scopes': ['read', 'write'],
    'error.type': 'rate_limited',
    'http.response.status_code': 429,
  });
});

test('without a reply the span has no status, and without a scope no scopes', () => {
  const telemetry = startTelemetry();
  const event: GrantEvent = {
    ...base,
    scope: undefined,
    type: 'failed',
    code: 'network',
    status: undefined,
    duration: 5,
  };
  openTelemetryListener(telemetry.options)(event);
  expect(telemetry.spans()[0]?.attributes).toEqual({ 'grantkit.provider': 'acme', 'error.type': 'network' });
});

test('a small time is not read as `performance.now()`', () => {
  const telemetry = startTelemetry();
  const event: GrantEvent = { ...base, at: 20, type: 'failed', code: 'network', status: undefined, duration: 10 };
  openTelemetryListener(telemetry.options)(event);
  expect(telemetry.spans()[0]).toMatchObject({ startTime: [0, 10_000_000], endTime: [0, 20_000_000] });
});

test('durations have buckets for seconds', async () => {
  const telemetry = startTelemetry();
  const listen = openTelemetryListener(telemetry.options);
  listen(table.requested.event);
  listen(table.lock_waited.event);
  for (const { dataPoints } of await telemetry.metrics()) {
    expect(dataPoints[0]?.value).toMatchObject({ buckets: { boundaries: expect.arrayContaining([0.005, 0.25, 10]) } });
  }
});

test('an event of an unknown type is ignored', async () => {
  const telemetry = startTelemetry();
  openTelemetryListener(telemetry.options)({ ...base, type: 'from_a_newer_core' } as unknown as GrantEvent);
  expect([telemetry.spans(), await telemetry.points()]).toEqual([[], []]);
});
