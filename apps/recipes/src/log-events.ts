import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type GrantEvent, isGrantError } from '@grantkit/issuer';
import { type DestinationStream, type Logger, pino } from 'pino';

/** The level of each event. */
export const levels: Readonly<Record<GrantEvent['type'], 'trace' | 'debug' | 'info' | 'warn'>> = {
  served: 'trace', // Each call reports one.
  from_cache: 'debug',
  lock_waited: 'debug',
  held_back: 'debug', // While attempts fail, each call can report one.
  requested: 'info',
  invalidated: 'info',
  replayed: 'info',
  rotated: 'info',
  failed: 'warn',
  cache_failed: 'warn',
};

/** A logger that writes a `GrantError` under `err` with its code, its hint and all other members. */
export function createLogger(destination?: DestinationStream): Logger {
  const err = (error: Error) => (isGrantError(error) ? error.toJSON() : pino.stdSerializers.err(error));
  return pino({ level: process.env['LOG_LEVEL'] ?? 'info', serializers: { err } }, destination);
}

/** Logs the events of one client: `onEvent: eventLogger(logger)`. */
export function eventLogger(logger: Logger): (event: GrantEvent) => void {
  return (event) => logger[levels[event.type]](event, `token ${event.type}`);
}

/** Logs the events of all clients of the process, until the returned function is called. */
export function logAllEvents(logger: Logger): () => void {
  const log = eventLogger(logger);
  const listener = (message: unknown) => {
    if (isEvent(message)) log(message);
  };
  subscribe('grantkit', listener);
  return () => void unsubscribe('grantkit', listener);
}

/** Any module can publish on a channel, and what a listener of a channel throws would end the process. */
function isEvent(message: unknown): message is GrantEvent {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  return typeof message.type === 'string' && Object.hasOwn(levels, message.type);
}
