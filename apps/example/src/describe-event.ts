import type { GrantEvent } from '@grantkit/core';
import { formatDuration } from './duration.ts';

/** What a client did, as half a sentence. */
export function describeEvent(event: GrantEvent): string {
  switch (event.type) {
    case 'served':
      return `gave a caller the ${event.age} token that it had`;
    case 'from_cache':
      return `took a token over from the shared cache, good for ${formatDuration(event.expiresAt - event.at)}`;
    case 'requested': {
      const life = formatDuration(event.expiresAt - event.at);
      const behind = event.background ? ', behind its callers' : '';
      return `was granted a token for ${life}, in ${formatDuration(event.duration)}${behind}`;
    }
    case 'failed':
      return `failed to get a token: ${event.code}${event.status === undefined ? '' : `, HTTP ${event.status}`}`;
    case 'held_back':
      return `waits ${formatDuration(event.retryAfter)} before it asks again, because of ${event.code}`;
    case 'invalidated':
      return 'gave up its token';
    case 'replayed':
      return `sent an API request again with a new token, after HTTP ${event.status}`;
    case 'rotated':
      return 'was accepted with its other secret';
    case 'lock_waited': {
      const gain = event.fromCache ? 'and took over its token' : 'in vain';
      return `waited ${formatDuration(event.duration)} for another process, ${gain}`;
    }
    case 'cache_failed':
      return `did without the shared cache: ${event.operation} ${event.reason}`;
  }
}
