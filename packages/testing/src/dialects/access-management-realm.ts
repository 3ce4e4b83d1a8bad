import type { Reply } from '../answer.ts';
import type { Registry } from '../dialect.ts';
import type { RecordedRequest } from '../recorded-request.ts';

/** Which endpoint a path is: what follows `…/oauth2`, or the realm from the top, `…/oauth2/realms/root/realms/alpha`. */
export function endpointOf(context: string, path: string): string | undefined {
  const base = `${context}/oauth2`;
  const [, endpoint] = /^(?:\/realms\/[^/]+)*(\/.*)$/.exec(path.startsWith(base) ? path.slice(base.length) : '') ?? [];
  return endpoint;
}

/** The realm that a path names: `/` for none, which is the realm of the server's own host name. */
export function realmOf(path: string): string {
  const names: string[] = [];
  for (const [, name = ''] of path.matchAll(/\/realms\/([^/]+)/g)) {
    // OpenAM goes back to the top realm at every `root`, at any depth (RealmRoutingFactory).
    if (name.toLowerCase() === 'root') names.length = 0;
    else names.push(percentDecode(name));
  }
  return `/${names.join('/')}`;
}

/**
 * The URL below which AM says that a realm's endpoints are. By default it goes by the request, always with a port, and
 * by the `X-Forwarded-*` headers where its Base URL Source says so. The realm of the host itself, here the top realm,
 * has no path, whichever was asked; names are not percent-encoded (OpenAM: `BaseURLProvider`, `OAuth2UrisFactory`).
 */
export function realmUrl({ headers }: RecordedRequest, context: string, realm: string): string {
  const { host = '', 'x-forwarded-host': forwardedHost = host, 'x-forwarded-proto': protocol = 'http' } = headers;
  const authority = /:\d+$/.test(forwardedHost) ? forwardedHost : `${forwardedHost}:${protocol === 'https' ? 443 : 80}`;
  const path = realm === '/' ? '' : `/realms/root${realm.replaceAll('/', '/realms/')}`;
  return `${protocol}://${authority}${context}/oauth2${path}`;
}

/** Realm names are compared without regard to case (OpenAM, `Realm`). */
export function hasRealm({ realms }: Registry, realm: string): boolean {
  return realms.some((known) => known.toLowerCase() === realm.toLowerCase());
}

/** CREST, AM's own REST framework, has another error shape than OAuth: there is no `error`. */
export function crestNotFound(message: string): Reply {
  return { status: 404, body: { code: 404, reason: 'Not Found', message } };
}

function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
