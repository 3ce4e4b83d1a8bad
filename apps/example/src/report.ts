import { isGrantError } from '@grantkit/core';
import { formatDuration } from './duration.ts';
import { type Column, formatTable } from './table.ts';
import { callers, type Result } from './try-out.ts';

const columns: readonly Column[] = [
  { title: 'provider', width: 12 },
  { title: 'token endpoint', width: 26 },
  { title: 'authentication', width: 14 },
  { title: 'scopes', width: 16 },
  { title: 'lifetime', width: 8 },
  { title: 'token from', width: 14 },
  { title: `token requests of ${callers} callers`, width: 8 },
  { title: 'API call', width: 16 },
];

const legend =
  `First ${callers} callers needed a token at the same time, then the API call, then a second client with the same cache.\n` +
  '"Token from" says where their tokens came from, in that order.';

/** Formats a table with a row for each provider. `width` is that of the terminal; `undefined` if there is none. */
export function formatReport(results: readonly Result[], width: number | undefined): string {
  return `${formatTable(columns, results.map(rowOf), width)}\n\n${legend}`;
}

function rowOf({ connection, explanation, tokenRequests, outcome }: Result): readonly string[] {
  const { provider, simulator } = connection;
  const identity = [
    `${provider}\n${simulator === undefined ? 'REAL SERVICE' : 'simulator'}`,
    explanation?.tokenEndpoint ?? '-',
    explanation?.clientAuth ?? '-',
  ];
  if (isGrantError(outcome)) {
    const asked = explanation?.scope?.join('\n') ?? '-';
    return [...identity, asked, '-', `NO TOKEN\n${outcome.code}`, `${tokenRequests}`, 'not called'];
  }
  const { token, origins, apiCall } = outcome;
  return [
    ...identity,
    // A server need not say what it granted if no scope was asked for (RFC 6749 §3.3).
    token.scope?.join('\n') ?? "server's default",
    formatDuration(token.expiresAt - token.issuedAt),
    origins.join('\n'),
    `${tokenRequests}`,
    apiCall,
  ];
}
