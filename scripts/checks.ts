/** One line of a report. It passes if there are no problems. */
export type Check = [what: string, problems: string[]];

/** Prints all checks and how many passed. The process fails if one of them does. */
export function report(checks: readonly Check[]): void {
  for (const [what, problems] of checks) {
    console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${what}`);
    for (const problem of problems) console.log(`       ${problem}`);
  }
  const failed = checks.filter(([, problems]) => problems.length > 0).length;
  console.log(`${checks.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}
