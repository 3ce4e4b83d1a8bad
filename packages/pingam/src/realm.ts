/**
 * The part of an OAuth 2.0 URL that names the realm. No realm is not the top realm: without one the host name decides
 * (a DNS alias, a custom domain).
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

/** Whether a realm can be this, and whether its URL cannot be mistaken for another one's. */
export function isRealm(realm: string): boolean {
  return (
    realm !== '//' &&
    segmentsOf(realm).every(
      (segment) =>
        // `new URL()` would walk up from here, and land in the top realm.
        segment !== '.' &&
        segment !== '..' &&
        // OpenAM reads `root`, at any depth, as the way back to the top realm.
        segment.toLowerCase() !== 'root' &&
        // What AM itself refuses in a realm's name (OpenAM's `SmsRealmProvider`), empty names and control characters.
        /^[^$&+,/:;=?@#%<>"\\\s\p{Cc}\p{Cs}]+$/u.test(segment),
    )
  );
}

export const realmRule =
  'a realm such as `/`, `/alpha` or `/customers/europe`: no empty, `.`, `..` or later `root` segment, no space, none of $&+,:;=?@#%<>"\\';

/** Below the top realm, whose own name may come first. */
function segmentsOf(realm: string): readonly string[] {
  const path = realm.replace(/^\//, '').replace(/\/$/, '');
  const segments = path === '' ? [] : path.split('/');
  return segments[0] === 'root' ? segments.slice(1) : segments;
}
