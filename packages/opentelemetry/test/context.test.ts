import type { GrantEvent } from '@grantkit/core';
import { context, metrics, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { StackContextManager } from '@opentelemetry/sdk-trace';
import { expect, onTestFinished, test } from 'vitest';
import { openTelemetryListener } from '../src/index.ts';
import { startTelemetry } from './telemetry-test-bed.ts';

const base = { provider: 'acme', scope: undefined, at: Date.UTC(2026, 0, 1) };
const requested: GrantEvent = {
  ...base,
  type: 'requested',
  expiresAt: base.at + 60_000,
  duration: 10,
  background: false,
};

test('a span has no parent, even if another span is active', () => {
  const telemetry = startTelemetry();
  context.setGlobalContextManager(new StackContextManager().enable());
  onTestFinished(() => context.disable());
  const active = telemetry.options.tracerProvider.getTracer('test').startSpan('somebody');

  context.with(trace.setSpan(ROOT_CONTEXT, active), () => {
    expect(trace.getActiveSpan()).toBe(active);
    openTelemetryListener(telemetry.options)(requested);
  });
  const [span] = telemetry.spans();
  expect(span?.parentSpanContext).toBeUndefined();
  expect(span?.spanContext().traceId).not.toBe(active.spanContext().traceId);
});

test('the global SDK may be registered after the listener is made', async () => {
  const listen = openTelemetryListener();
  const telemetry = startTelemetry();
  trace.setGlobalTracerProvider(telemetry.options.tracerProvider);
  metrics.setGlobalMeterProvider(telemetry.options.meterProvider);
  onTestFinished(() => {
    trace.disable();
    metrics.disable();
  });
  listen(requested);
  expect(telemetry.spans()).toHaveLength(1);
  expect(await telemetry.points()).toHaveLength(1);
});

test('without an SDK nothing happens', () => {
  expect(() => openTelemetryListener()(requested)).not.toThrow();
});
