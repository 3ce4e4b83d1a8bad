import { createIssuerClient, type IssuerOptions, isGrantError } from '@grantkit/issuer';

export interface Invoices {
  /** The ids of the unpaid invoices. */
  unpaid(): Promise<string[]>;
  /** Whether the service can get a token, for a health check. */
  ready(): Promise<'yes' | 'later' | 'no'>;
}

/** Your own service. It takes the client's options, so that a test can point them at the fake server. */
export function createInvoices(options: IssuerOptions): Invoices {
  const billing = createIssuerClient(options);
  return {
    async unpaid() {
      const invoices = await billing.api.get('invoices').json<{ id: string; paid: boolean }[]>();
      return invoices.filter(({ paid }) => !paid).map(({ id }) => id);
    },
    async ready() {
      try {
        await billing.token();
        return 'yes';
      } catch (error) {
        if (!isGrantError(error)) throw error;
        return error.retryable ? 'later' : 'no';
      }
    },
  };
}
