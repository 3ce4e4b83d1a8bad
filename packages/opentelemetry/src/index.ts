// The type of what the listener gets, so that TypeScript can name it in a program that does not install core.
export type { GrantEvent, GrantEventBase } from '@grantkit/core';
export { observeGrantkit } from './observe-grantkit.ts';
export { type OpenTelemetryOptions, openTelemetryListener } from './open-telemetry-listener.ts';
