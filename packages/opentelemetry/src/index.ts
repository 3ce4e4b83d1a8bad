// The types of the events. Otherwise TypeScript could not name them in a program that does not install core.
export type { GrantEvent, GrantEventBase } from '@grantkit/core';
export { observeGrantkit } from './observe-grantkit.ts';
export { type OpenTelemetryOptions, openTelemetryListener } from './open-telemetry-listener.ts';
