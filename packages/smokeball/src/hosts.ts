/** The region that holds an account's data. Client, secret and API key are valid in one region only. */
export type SmokeballRegion = 'us' | 'au' | 'uk';

/** The environment of an app. Private apps go straight to production; partners start in staging. */
export type SmokeballEnvironment = 'production' | 'staging';

/** The two hosts of one region and environment. */
export interface SmokeballHosts {
  /** The base URL of Cognito, which grants the tokens. */
  readonly authBaseUrl: string;
  /** The base URL of the API. */
  readonly apiBaseUrl: string;
}

/**
 * All hosts, written out, because the prefixes of the staging hosts follow no rule.
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
