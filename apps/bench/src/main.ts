import { apiCall } from './api-call.ts';
import { cachedToken } from './cached-token.ts';
import { clientMemory } from './client-memory.ts';
import { sharedToken } from './shared-token.ts';
import { tokenGrant } from './token-grant.ts';

// Every figure compares two things in one run on one machine. None is a threshold. Memory comes first, because later
// benchmarks leave garbage on the heap.
for (const benchmark of [clientMemory, cachedToken, sharedToken, tokenGrant, apiCall]) {
  for await (const line of benchmark()) console.log(line);
  console.log();
}
