import { createIssuerClient, type IssuerOptions, isGrantError } from '@grantkit/issuer';
import { type ConnectionOptions, DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq';

export interface Invoice {
  readonly customer: string;
  readonly total: number;
}

/** Sends the invoices of the queue `invoices` to the billing API. */
export function startInvoiceWorker(connection: ConnectionOptions, options: IssuerOptions): Worker<Invoice> {
  // One client for all jobs of this process.
  const billing = createIssuerClient(options);

  async function sendInvoice(job: Job<Invoice>, lock?: string): Promise<void> {
    try {
      // BullMQ can run a job twice. The key lets the API recognise the second request.
      await billing.api.post('invoices', { json: job.data, headers: { 'idempotency-key': `${job.id}` } });
    } catch (error) {
      // An error of the API. BullMQ repeats the job as its `attempts` and `backoff` say.
      if (!isGrantError(error)) throw error;
      console.error(error.message);
      // Another try cannot succeed until somebody changes a setting.
      if (!error.retryable) throw new UnrecoverableError(error.message);
      // The job did not cause the missing token, so the delay must not count as one of its `attempts`.
      await job.moveToDelayed(Date.now() + (error.retryAfter ?? 1_000), lock);
      throw new DelayedError();
    }
  }

  return new Worker('invoices', sendInvoice, { connection, concurrency: 20 });
}
