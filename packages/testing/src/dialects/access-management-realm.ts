import type { Registry } from '../contract/dialect.ts';
import type { RecordedRequest } from '../contract/recorded-request.ts';
import type { Reply } from '../contract/reply.ts';

/** Returns the endpoint that a path names: what follows `…/oauth2` and its realms, such as `/realms/root/realms/alpha`. */
export function endpointOf(context: string, path: string): string | undefined {
  const base = `${context}/oauth2`;
  const [, endpoint] = /^(?:\/realms\/[^/]+)*(\/.*)$/.exec(path.startsWith(base) ? path.slice(base.length) : '') ?? [];
  return endpoint;
}

/** Returns the realm that a path names; `/` if it names no realm, because the top realm belongs to the host name. */
export function realmOf(path: string): string {
  const names: string[] = [];
  for (const [, name = ''] of path.matchAll(/\/realms\/([^/]+)/g)) {
    // At every `root`, at any depth, OpenAM goes back to the top realm (`RealmRoutingFactory`).
    if (name.toLowerCase() === 'root') names.length = 0;
    else names.push(percentDecode(name));
  }
  return `/${names.join('/')}`;
}

/**
 * Returns the base URL of a realm's endpoints, as AM computes it for itself.
 *
 * AM takes the host from the request and always adds a port. With a suitable Base URL Source it uses the `X-Forwarded-*`
 * headers instead. The URL of the top realm has no realm path, even if the client's URL had one. AM does not
 * percent-encode realm names (OpenAM: `BaseURLProvider`, `OAuth2UrisFactory`).
 */
export function realmUrl({ headers }: RecordedRequest, context: string, realm: string): string {
  const { host = '', 'x-forwarded-host': forwardedHost = host, 'x-forwarded-proto': protocol = 'http' } = headers;
  const authority = /:\d+$/.test(forwardedHost) ? forwardedHost : `${forwardedHost}:${protocol === 'https' ? 443 : 80}`;
  const path = realm === '/' ? '' : `/realms/root${realm.replaceAll('/', '/realms/')}`;
  return `${protocol}://${authority}${context}/oauth2${path}`;
}

/** Whether a realm exists. AM ignores the case of realm names (OpenAM, `Realm`). */
export function hasRealm({ realms }: Registry, realm: string): boolean {
  return realms.some((known) => known.toLowerCase() === realm.toLowerCase());
}

/** The 404 for a realm that does not exist, in the words of an OpenAM 16.0.5. */
export function realmNotFound(realm: string): Reply {
  return crestError(404, 'Not Found', `No mapping organization found for organization identifier: ${realm}`);
}

/** An error of CREST, AM's own REST framework. Its body has no `error`, unlike an OAuth error. */
export function crestError(code: number, reason: string, message: string): Reply {
  return { status: code, body: { code, reason, message } };
}

function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
