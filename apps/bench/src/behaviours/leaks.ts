import { inspect } from 'node:util';
import { type Answer, json, showsSecret, withBed } from './bed.ts';
import type { Behaviour } from './behaviour.ts';
import { outcomeOf } from './outcome.ts';

const token = 'access-token-of-an-unusable-reply';
const failures: Readonly<Record<string, Answer>> = {
  '401': json(401, { error: 'invalid_client' }),
  '500': { status: 500, headers: { 'content-type': 'text/html' }, body: '<h1>Error</h1>' },
  'no `token_type`': json(200, { access_token: token, expires_in: 3_600 }),
  '`token_type` `mac`': json(200, { access_token: token, token_type: 'mac', expires_in: 3_600 }),
  'broken JSON': { ...json(200, {}), body: `{"access_token":"${token}",` },
};

export const leaks: Behaviour = {
  title: 'secret or token in an error',
  shows: 'what a log shows',
  text: `What \`util.inspect(error)\` shows after each of these replies: ${Object.keys(failures).join(', ')}. \`console.error\` prints the same. Some loggers use \`depth: 4\`, so that is observed too. A peer that takes such a reply for a token makes no error.`,
  matters: 'Errors end up in logs, and more people read logs than may know a secret.',
  whyBehind: '',
  together: true,
  async observe(peer) {
    const found: string[] = [];
    let [errors, rank] = [0, 0];
    for (const [name, answer] of Object.entries(failures)) {
      const outcome = await withBed(peer, (client, bed) => {
        bed.answer = answer;
        return outcomeOf(client.accessToken());
      });
      if (outcome.ok) continue;
      errors += 1;
      const [text, deep] = [inspect(outcome.error), inspect(outcome.error, { depth: 4 })];
      for (const [what, shows] of [
        ['secret', showsSecret],
        ['token', showsToken],
      ] as const) {
        if (!shows(deep)) continue;
        const byDefault = shows(text);
        found.push(`**the ${what}** (${name}${byDefault ? '' : ', depth 4'})`);
        rank += byDefault ? 2 : 1;
      }
    }
    return { cell: found.length === 0 ? `neither, in ${errors} errors` : found.join(', '), rank };
  },
};

function showsToken(text: string): boolean {
  return text.includes(token);
}
