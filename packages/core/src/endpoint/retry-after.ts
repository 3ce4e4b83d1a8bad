/**
 * The `Retry-After` of a reply, in ms: seconds or an HTTP date. A date in the past and any other text are `undefined`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,10}$/.test(value)) return Number(value) * 1000;
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(value)) return undefined;
  const delay = Date.parse(value) - now;
  return delay > 0 ? delay : undefined;
}
