import type { GrantEvent } from '@grantkit/core';
import { formatDuration } from './duration.ts';

/** Says what a client did. The text continues a line that begins with the provider's name. */
export function describeEvent(event: GrantEvent): string {
  switch (event.type) {
    case 'served':
      return `served the ${event.age} token from memory`;
    case 'from_cache':
      return `took a token from the shared cache, valid for ${formatDuration(event.expiresAt - event.at)}`;
    case 'requested': {
      const life = formatDuration(event.expiresAt - event.at);
      const background = event.background ? ', in the background' : '';
      return `got a token for ${life}, in ${formatDuration(event.duration)}${background}`;
    }
    case 'failed':
      return `failed to get a token: ${event.code}${event.status === undefined ? '' : `, HTTP ${event.status}`}`;
    case 'held_back':
      return `holds back its next attempt for ${formatDuration(event.retryAfter)}, because of ${event.code}`;
    case 'invalidated':
      return 'invalidated its token';
    case 'replayed':
      return `sent an API request again, after HTTP ${event.status}`;
    case 'rotated':
      return 'got a token with its other secret';
    case 'lock_waited': {
      const result = event.fromCache ? 'and got its token from the cache' : 'which shared no token';
      return `waited ${formatDuration(event.duration)} for another process, ${result}`;
    }
    case 'cache_failed':
      return `continued without the shared cache: ${event.operation} ${event.reason}`;
  }
}
