export { observeGrantkit } from './observe-grantkit.ts';
export { type OpenTelemetryOptions, openTelemetryListener } from './open-telemetry-listener.ts';
