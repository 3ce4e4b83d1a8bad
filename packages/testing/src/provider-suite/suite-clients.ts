import type { ProviderSuiteOptions, SuiteClient } from './options.ts';

/** The clients that the suite registers at the fake server. */
export interface SuiteClients {
  /** The client of each test. */
  readonly suiteClient: SuiteClient;
  /** Another secret of the same client, as during a rotation. */
  readonly otherSecret: string;
  /** Another client of the same server. */
  readonly otherClient: SuiteClient;
}

/** Form encoding changes the id and the secrets, which are long enough for an HMAC. */
const usualClients: NonNullable<ProviderSuiteOptions['clients']> = [
  { clientId: 'suite+client', clientSecret: 'suite-secret+0%2F:9/f=-0123456789abcdef' },
  { clientId: 'suite-other', clientSecret: 'suite-other+2%2F:7/d=-0123456789abcdef' },
];

export function suiteClients({ clients = usualClients }: ProviderSuiteOptions): SuiteClients {
  const [suiteClient, otherClient] = clients;
  // As long as the first secret, and of the same characters.
  const otherSecret = [...suiteClient.clientSecret].reverse().join('');
  return { suiteClient, otherSecret, otherClient };
}
