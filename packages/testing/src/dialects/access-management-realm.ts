import type { Reply } from '../answer.ts';
import type { Registry } from '../dialect.ts';

/** `…/oauth2/access_token`, or with the realm from the top: `…/oauth2/realms/root/realms/alpha/access_token`. */
export function isTokenPath(context: string, path: string): boolean {
  const base = `${context}/oauth2`;
  return path.startsWith(base) && /^(\/realms\/[^/]+)*\/access_token$/.test(path.slice(base.length));
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
