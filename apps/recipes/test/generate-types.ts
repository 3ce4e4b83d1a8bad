// Generates the types that the recipe for Smokeball imports. The tests and the typecheck run it first.
import { renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { openapiDocument } from './openapi-document.ts';

/** Vitest calls this once, before the tests. */
export async function setup(): Promise<void> {
  const target = fileURLToPath(new URL('../src/smokeball-api.d.ts', import.meta.url));
  const types = astToString(await openapiTS(openapiDocument));
  // Tests and typecheck may run at the same time. Neither may find half a file.
  writeFileSync(`${target}.${process.pid}`, types);
  renameSync(`${target}.${process.pid}`, target);
}

if (import.meta.main) await setup();
