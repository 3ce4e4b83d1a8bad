import { invalidConfig, isGrantError } from '../contract/grant-error.ts';
import { isPlainObject } from '../platform/plain-object.ts';
import type { AuthorizedClient } from './provider-client.ts';

/** Makes the adapter's own members for the client of one scope. */
export type Extend = (client: AuthorizedClient) => object;

/**
 * Adds the adapter's own members to a client.
 *
 * @throws {GrantError} `invalid_config` if `extend` fails, returns anything but a plain object, or returns a member that has
 * the name of a member of core.
 */
export function addMembers(provider: string, client: AuthorizedClient, extend: Extend): void {
  const own = membersOf(provider, client, extend);
  // The methods of a class and the result of a promise would silently be missing.
  if (!isPlainObject(own))
    throw invalidConfig(provider, 'The function `extend` of the adapter must return a plain object');
  // `await` would take a client with `then` for a promise.
  const taken = Reflect.ownKeys(own).find((name) => name in client || name === 'scoped' || name === 'then');
  if (taken !== undefined)
    throw invalidConfig(
      provider,
      `The function \`extend\` of the adapter must not return a member \`${String(taken)}\``,
    );
  Object.defineProperties(client, Object.getOwnPropertyDescriptors(own));
}

function membersOf(provider: string, client: AuthorizedClient, extend: Extend): unknown {
  try {
    return extend(client);
  } catch (error) {
    if (isGrantError(error)) throw error;
    throw invalidConfig(provider, 'The function `extend` of the adapter failed');
  }
}
