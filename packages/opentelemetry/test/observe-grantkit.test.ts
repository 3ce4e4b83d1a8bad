import { channel, hasSubscribers } from 'node:diagnostics_channel';
import type { GrantEvent } from '@grantkit/core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type OpenTelemetryOptions, observeGrantkit, openTelemetryListener } from '../src/index.ts';
import { createAcme, startServer } from './acme.ts';
import { startTelemetry } from './telemetry-test-bed.ts';

test('every client of the process is observed, without a change of its options', async () => {
  const telemetry = startTelemetry();
  const server = await startServer();
  onTestFinished(observeGrantkit(telemetry.options));
  await createAcme(server).token();
  await createAcme(server, { scope: 'write' }).token();
  expect(telemetry.spans().map(({ attributes }) => attributes['grantkit.scopes'])).toEqual([undefined, ['write']]);
});

test('after a stop nothing more is recorded, and other observers continue', async () => {
  const [stopped, other] = [startTelemetry(), startTelemetry()];
  const server = await startServer();
  const stop = observeGrantkit(stopped.options);
  const stopOther = observeGrantkit(other.options);
  stop();
  stop();
  await createAcme(server).token();
  expect([stopped.spans().length, other.spans().length]).toEqual([0, 1]);
  stopOther();
  expect(hasSubscribers('grantkit')).toBe(false);
});

test('a foreign message and a tracer provider that throws cause no uncaught exception', async () => {
  const uncaught = vi.fn();
  process.on('uncaughtException', uncaught);
  onTestFinished(() => void process.off('uncaughtException', uncaught));
  const telemetry = startTelemetry();
  const getTracer = () => {
    throw new Error('broken');
  };
  onTestFinished(observeGrantkit(telemetry.options));
  onTestFinished(observeGrantkit({ ...telemetry.options, tracerProvider: { getTracer } }));

  for (const message of [null, undefined, 'text', 7, {}, { type: 'served' }]) channel('grantkit').publish(message);
  const event: GrantEvent = { provider: 'acme', scope: undefined, at: 0, type: 'rotated' };
  channel('grantkit').publish(event);
  await new Promise(setImmediate);
  expect(uncaught).not.toHaveBeenCalled();
  expect((await telemetry.points()).map(({ metric }) => metric)).toContain('grantkit.client_secret.rotated');
});

test.each<[string, unknown, string]>([
  ['null', null, 'The options must be an object'],
  ['a tracer in place of a tracer provider', { tracer: {} }, 'Unknown option `tracer`'],
  ['a provider without its method', { tracerProvider: {} }, '`tracerProvider` must have the method `getTracer`'],
  ['a provider that is null', { meterProvider: null }, '`meterProvider` must have the method `getMeter`'],
])('%s is refused when the recording starts', (_, options, message) => {
  for (const start of [observeGrantkit, openTelemetryListener]) {
    const refused = { code: 'invalid_config', message: expect.stringContaining(message) };
    expect(() => start(options as OpenTelemetryOptions)).toThrow(expect.objectContaining(refused));
  }
});

test('in a runtime without diagnostics channels, nothing is observed', () => {
  const getBuiltinModule = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
  onTestFinished(() => getBuiltinModule.mockRestore());
  const stop = observeGrantkit(startTelemetry().options);
  expect(hasSubscribers('grantkit')).toBe(false);
  expect(stop).not.toThrow();
  // Otherwise a mistake would show only after a move to another runtime.
  expect(() => observeGrantkit(Object({ tracer: {} }))).toThrow('Unknown option `tracer`');
});
