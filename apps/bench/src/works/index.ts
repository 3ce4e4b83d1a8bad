import { apiCall } from './api-call.ts';
import { apiCallAlone } from './api-call-alone.ts';
import { cachedToken } from './cached-token.ts';
import { clientMemory } from './client-memory.ts';
import { kyCall } from './ky-call.ts';
import { manyCallers } from './many-callers.ts';
import { manyClients } from './many-clients.ts';
import { processStart } from './process-start.ts';
import { programSize } from './program-size.ts';
import { sharedToken } from './shared-token.ts';
import { tokenRequest } from './token-request.ts';
import type { Work } from './work.ts';

/** What is measured, in the order of the document. A new work is a file and a line here. */
export const works: Readonly<Record<string, Work>> = {
  'cached-token': cachedToken,
  'client-memory': clientMemory,
  'many-clients': manyClients,
  'api-call': apiCall,
  'api-call-alone': apiCallAlone,
  'ky-call': kyCall,
  'token-request': tokenRequest,
  'process-start': processStart,
  'program-size': programSize,
  'shared-token': sharedToken,
  'many-callers': manyCallers,
};
