// Runs `testProvider` over adapters with one mistake each. The suite must fail on each of them, for the right reason.
import { problemsWith } from './broken-adapters.ts';
import { mistakes } from './mistakes.ts';

let failed = 0;
for (const mistake of mistakes) {
  const problems = await problemsWith(mistake);
  if (problems.length > 0) failed += 1;
  console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${mistake.mistake}`);
  for (const problem of problems) console.log(`       ${problem}`);
}
console.log(`${mistakes.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
