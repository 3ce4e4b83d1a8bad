import { hasChromium, howToGetChromium } from '../../../scripts/browser.ts';

/** Whether to skip the tests in a browser. It says how to run them. In CI they fail instead. */
export function skipsBrowser(): boolean {
  if (hasChromium || process.env['CI'] !== undefined) return false;
  console.warn(howToGetChromium);
  return true;
}
