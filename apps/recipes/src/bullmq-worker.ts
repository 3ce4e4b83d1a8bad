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
      // An error of the API: BullMQ tries again, as `attempts` and `backoff` of the job say.
      if (!isGrantError(error)) throw error;
      console.error(error.message);
      // Another try cannot help before somebody has changed a setting.
      if (!error.retryable) throw new UnrecoverableError(error.message);
      // The job is not to blame for a missing token, so this is none of its `attempts`.
      await job.moveToDelayed(Date.now() + (error.retryAfter ?? 1_000), lock);
      throw new DelayedError();
    }
  }

  return new Worker('invoices', sendInvoice, { connection, concurrency: 20 });
}
