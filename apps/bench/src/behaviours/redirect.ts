import { createBed, granted, showsSecret, withBed } from './bed.ts';
import type { Behaviour } from './behaviour.ts';
import { outcomeOf } from './outcome.ts';

const strangersToken = 'token-of-a-stranger';

export const redirect: Behaviour = {
  title: '307 to another host',
  shows: 'what the other host receives, and the caller gets',
  text: 'The token endpoint redirects to another host, which grants a token: what that host receives, and what the caller gets. When a redirect leads to another origin, `fetch` removes the `Authorization` header, but not a secret in the body.',
  matters:
    'A host that receives the secret can get tokens with it. A caller with a token of that host may send data to an account of somebody else.',
  whyBehind: '',
  together: true,
  observe: (peer) =>
    withBed(peer, async (client, bed) => {
      await using stranger = await createBed();
      stranger.answer = granted(3_600, strangersToken);
      const location = stranger.target.tokenEndpoint.replace('127.0.0.1', 'localhost');
      bed.answer = { status: 307, headers: { location }, body: '' };
      const outcome = await outcomeOf(client.accessToken());
      const gotSecret = stranger.received.some(showsSecret);
      const used = outcome.ok && outcome.token === strangersToken;
      const arrived =
        stranger.received.length === 0 ? 'nothing' : gotSecret ? '**the secret**' : 'a request without the secret';
      return {
        cell: `${arrived}; ${used ? "**that host's token**" : 'an error'}`,
        rank: Number(gotSecret) * 2 + Number(used),
      };
    }),
};
