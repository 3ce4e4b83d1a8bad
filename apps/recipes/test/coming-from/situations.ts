import { inspect } from 'node:util';
import { expect, vi } from 'vitest';
import { type Bed, showsSecret, startProgram, startStranger } from './bed.ts';

/** Runs a program in a situation. Returns what it does, in the words of the table on its page. */
export type Situation = (file: string) => Promise<string>;

const wrongSecret = { status: 401, body: { error: 'invalid_client' } } as const;

/** By the first cell of the row on the page. */
export const situations: Readonly<Record<string, Situation>> = {
  '100 calls at once, and no token is cached': async (file) => {
    const bed = await startProgram(file);
    expectNoError(await atOnce(bed));
    return requests(bed);
  },
  '100 calls at once, and the token has ended': async (file) => {
    const bed = await startProgram(file);
    await bed.call();
    bed.advance(3_601);
    const before = bed.server.tokenRequests.length;
    expectNoError(await atOnce(bed));
    return requests(bed, before);
  },
  '20 calls in 20 s, and a token lives an hour': async (file) => {
    const bed = await startProgram(file);
    expectNoError(await inTurn(bed));
    return requests(bed);
  },
  '20 calls in 20 s, and a token lives 60 s': async (file) => {
    const bed = await startProgram(file);
    bed.server.setLifetime(60);
    expectNoError(await inTurn(bed));
    return requests(bed);
  },
  '10 calls, and the reply has no `expires_in`': async (file) => {
    const bed = await startProgram(file);
    bed.server.answerAlways({ fate: 'grant', token: { expires_in: undefined } });
    expectNoError(await inTurn(bed, 10));
    return requests(bed);
  },
  '20 calls in 20 s with a wrong secret': async (file) => {
    const bed = await startProgram(file);
    bed.server.answerAlways(wrongSecret);
    await inTurn(bed);
    return requests(bed);
  },
  '20 calls in 20 s, and the first token request gets a 503': async (file) => {
    const bed = await startProgram(file);
    bed.server.answerNext({ status: 503 });
    // Grantkit waits a random time before its next attempt. Otherwise the test would wait, too.
    const random = vi.spyOn(Math, 'random').mockReturnValue(0);
    const { errors } = await inTurn(bed);
    random.mockRestore();
    return calls(errors);
  },
  '100 calls at once, and the API rejects the token': async (file) => {
    const bed = await startProgram(file);
    await bed.call();
    bed.server.rejectIssuedTokens();
    const before = bed.server.tokenRequests.length;
    const { errors } = await atOnce(bed);
    return `${calls(errors)}; ${requests(bed, before)}`;
  },
  '1 call, and the secret contains a `+`': async (file) => {
    const { errors } = await inTurn(await startProgram(file, 's3cr3t+of+the+reports'), 1);
    return calls(errors);
  },
  'the error of a wrong secret in a log, four levels deep': async (file) => {
    const bed = await startProgram(file);
    bed.server.answerAlways(wrongSecret);
    const { errors } = await inTurn(bed, 1);
    return errors.some((error) => showsSecret(inspect(error, { depth: 4 }))) ? 'shows the secret' : 'no secret';
  },
  'the token endpoint redirects (307) to another host': async (file) => {
    const [bed, stranger] = [await startProgram(file), await startStranger()];
    bed.server.answerAlways({ fate: 'redirect', status: 307, location: stranger.url });
    await inTurn(bed, 1);
    const [received] = stranger.server.tokenRequests;
    if (received === undefined) return 'nothing goes there';
    const shown = showsSecret(`${JSON.stringify(received.headers)} ${received.body}`);
    return shown ? 'the secret goes there' : 'a request goes there, without the secret';
  },
};

/** Otherwise a program that fails would look as if it needed few requests. */
function expectNoError({ errors }: Outcomes): void {
  expect(errors).toEqual([]);
}

interface Outcomes {
  readonly errors: readonly unknown[];
}

async function atOnce({ call }: Bed): Promise<Outcomes> {
  const settled = await Promise.allSettled(Array.from({ length: 100 }, () => call()));
  return { errors: settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])) };
}

/** One call a second. */
async function inTurn({ call, advance }: Bed, count = 20): Promise<Outcomes> {
  const errors: unknown[] = [];
  for (let done = 0; done < count; done += 1) {
    await call().catch((error: unknown) => errors.push(error));
    advance(1);
  }
  return { errors };
}

function requests({ server }: Bed, before = 0): string {
  const count = server.tokenRequests.length - before;
  return `${count} token request${count === 1 ? '' : 's'}`;
}

function calls(errors: readonly unknown[]): string {
  if (errors.length === 0) return 'no call fails';
  return errors.length === 1 ? '1 call fails' : `${errors.length} calls fail`;
}
