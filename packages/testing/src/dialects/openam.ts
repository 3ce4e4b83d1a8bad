import type { Dialect } from '../dialect.ts';
import { accessManagement } from './access-management.ts';
import { readBasic } from './credentials.ts';

/** OpenAM, and ForgeRock AM before 6.5: Basic is ISO-8859-1 and decoded no further (`ClientCredentialsReader`). */
export const openam: Dialect = accessManagement({
  name: 'openam',
  context: '/openam',
  readBasic: (request) => readBasic(request, 'latin1'),
});
