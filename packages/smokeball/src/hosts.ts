/** Where Smokeball keeps its customers' data, and where their credentials are valid. */
export type SmokeballRegion = 'us' | 'au' | 'uk';

/** Private apps go straight to production; partners start in staging. */
export type SmokeballEnvironment = 'production' | 'staging';

/** One region's pair of hosts. */
export interface SmokeballHosts {
  readonly authBaseUrl: string;
  readonly apiBaseUrl: string;
}

/**
 * Spelt out, because the prefixes follow no rule.
 *
 * @see https://docs.smokeball.com/docs/api-docs/z2q8vla6b77g8-base-urls
 */
export const hosts: Record<SmokeballRegion, Record<SmokeballEnvironment, SmokeballHosts>> = {
  us: {
    production: { authBaseUrl: 'https://auth.smokeball.com', apiBaseUrl: 'https://api.smokeball.com' },
    staging: {
      authBaseUrl: 'https://datastaging-auth.smokeball.com',
      apiBaseUrl: 'https://stagingapi.smokeball.com',
    },
  },
  au: {
    production: { authBaseUrl: 'https://auth.smokeball.com.au', apiBaseUrl: 'https://api.smokeball.com.au' },
    staging: {
      authBaseUrl: 'https://datastaging-auth.smokeball.com.au',
      apiBaseUrl: 'https://stagingapi.smokeball.com.au',
    },
  },
  uk: {
    production: { authBaseUrl: 'https://auth.smokeball.co.uk', apiBaseUrl: 'https://api.smokeball.co.uk' },
    staging: {
      authBaseUrl: 'https://datastaging-auth.smokeball.co.uk',
      apiBaseUrl: 'https://stagingapi.smokeball.co.uk',
    },
  },
};
