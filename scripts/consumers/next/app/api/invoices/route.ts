import { isGrantError } from '@grantkit/issuer';
import { connection } from 'next/server';
import { billing } from '../../../lib/billing';

export async function GET(): Promise<Response> {
  await connection();
  try {
    return Response.json(await billing().api.get('invoices').json());
  } catch (error) {
    if (!isGrantError(error)) throw error;
    console.error(error.message);
    const seconds = Math.ceil((error.retryAfter ?? 1_000) / 1_000);
    const headers = error.retryable ? { 'retry-after': `${seconds}` } : undefined;
    return Response.json({ error: 'The billing service is not available' }, { status: 503, headers });
  }
}
