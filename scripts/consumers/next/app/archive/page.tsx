import { billing, type Invoice } from '../../lib/billing';

// Rendered by `next build`, and again in the background when it is older than a minute.
export const revalidate = 60;

export default async function Archive() {
  const invoices = await billing().api.get('invoices').json<Invoice[]>();
  return <p>{invoices.map(({ id }) => id).join(', ')}</p>;
}
