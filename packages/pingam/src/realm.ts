/**
 * The part of an OAuth 2.0 URL that names the realm. Without a realm AM takes that of the host name (a DNS alias, a
 * custom domain), which need not be the top realm.
 *
 * | realm | part |
 * |---|---|
 * | `undefined` | none |
 * | `/` | `/realms/root` |
 * | `/alpha`, `alpha` | `/realms/root/realms/alpha` |
 * | `/customers/europe` | `/realms/root/realms/customers/realms/europe` |
 *
 * @see https://docs.pingidentity.com/pingam/8.1/am-rest/rest-realms.html
 */
export function realmPath(realm: string | undefined): string {
  if (realm === undefined) return '';
  return ['root', ...segmentsOf(realm)].map((segment) => `/realms/${encodeURIComponent(segment)}`).join('');
}

/** Whether a realm can have this name, and its URL leads to no other realm. */
export function isRealm(realm: string): boolean {
  return (
    realm !== '//' &&
    segmentsOf(realm).every(
      (segment) =>
        // `new URL()` resolves these, and the request would go to a realm above.
        segment !== '.' &&
        segment !== '..' &&
        // OpenAM goes back to the top realm at a `root` of any depth.
        segment.toLowerCase() !== 'root' &&
        // The characters that AM refuses in a realm's name (OpenAM's `SmsRealmProvider`), and control characters.
        /^[^$&+,/:;=?@#%<>"\\\s\p{Cc}\p{Cs}]+$/u.test(segment),
    )
  );
}

export const realmRule =
  'a realm such as `/`, `/alpha` or `/customers/europe`, without empty, `.`, `..` and later `root` segments, without spaces and without $&+,:;=?@#%<>"\\';

/** The segments below the top realm. `root`, the top realm's own name, may come first. */
function segmentsOf(realm: string): readonly string[] {
  const path = realm.replace(/^\//, '').replace(/\/$/, '');
  const segments = path === '' ? [] : path.split('/');
  return segments[0] === 'root' ? segments.slice(1) : segments;
}
