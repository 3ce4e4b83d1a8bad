import { billing, type Invoice } from '../../lib/billing';

// In seconds. `next build` renders the page first. Later Next.js renders it in the background.
export const revalidate = 60;

export default async function Archive() {
  const invoices = await billing().api.get('invoices').json<Invoice[]>();
  return <p>{invoices.map(({ id }) => id).join(', ')}</p>;
}
