import { connection } from 'next/server';
import { Suspense } from 'react';
import { billing, type Invoice } from '../lib/billing';

export default function Page() {
  return (
    <Suspense fallback={<p>Loading</p>}>
      <Invoices />
    </Suspense>
  );
}

async function Invoices() {
  // Without this line, `next build` would call the API.
  await connection();
  const invoices = await billing().api.get('invoices').json<Invoice[]>();
  return (
    <ul>
      {invoices.map(({ id, total }) => (
        <li key={id}>
          {id}: {total}
        </li>
      ))}
    </ul>
  );
}
