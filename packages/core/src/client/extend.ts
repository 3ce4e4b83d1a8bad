import { invalidConfig, isGrantError } from '../contract/grant-error.ts';
import type { AuthorizedClient } from './provider-client.ts';

/** Makes the adapter's own members for the client of one scope. */
export type Extend = (client: AuthorizedClient) => object;

/**
 * Adds the adapter's own members to a client.
 *
 * @throws {GrantError} `invalid_config` if `extend` fails, returns anything but a plain object, or names a member of core's.
 */
export function addMembers(provider: string, client: AuthorizedClient, extend: Extend): void {
  const own = membersOf(provider, client, extend);
  // Members of a class instance, and what a promise resolves to, would be missing without a word.
  if (![Object.prototype, null].includes(Object.getPrototypeOf(own)))
    throw invalidConfig(provider, 'The function `extend` of the adapter must return a plain object');
  // A client with `then` would be taken for a promise wherever it is awaited.
  const taken = Object.keys(own).find((name) => name in client || name === 'scoped' || name === 'then');
  if (taken !== undefined)
    throw invalidConfig(provider, `The function \`extend\` of the adapter must not return a member \`${taken}\``);
  Object.defineProperties(client, Object.getOwnPropertyDescriptors(own));
}

function membersOf(provider: string, client: AuthorizedClient, extend: Extend): object {
  try {
    return Object(extend(client));
  } catch (error) {
    if (isGrantError(error)) throw error;
    throw invalidConfig(provider, 'The function `extend` of the adapter failed');
  }
}
