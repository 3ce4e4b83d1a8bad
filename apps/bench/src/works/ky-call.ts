import { clientSecretBasic, createProviderClient } from '@grantkit/core';
import ky from 'ky';
import { compare } from '../measure/compare.ts';
import { repeat } from '../measure/repeat.ts';
import { targetOf } from '../server/server.ts';
import { figureIn, own, type Work } from './work.ts';

export const kyCall: Work = {
  title: 'A call to the API through ky',
  text: '`client.api.get(…).json()` on loopback, against an instance of ky with the token in a header. No peer offers ky.',
  whyBehind: '',
  async run({ server, quick }) {
    const { clientId, clientSecret, tokenEndpoint, apiBaseUrl } = targetOf(server);
    const provider = { name: 'bench', tokenEndpoint, apiBaseUrl, clientAuth: clientSecretBasic() };
    const client = createProviderClient(provider, { clientId, clientSecret });
    const { accessToken } = await client.token();
    const bare = ky.create({ prefix: `${apiBaseUrl}/`, headers: { authorization: `Bearer ${accessToken}` } });
    const options = { ...(quick ? { rounds: 2, roundTime: 10 } : { rounds: 60, roundTime: 100 }), leastCount: 20 };
    const { baseline, subjects } = await compare(
      repeat(() => bare.get('things').json()),
      new Map([[own, repeat(() => client.api.get('things').json())]]),
      options,
    );
    const rows = [
      ...[...subjects].map(([name, { ratio, time }]) => ({ name, cells: [ratio, time] })),
      { name: 'bare ky', cells: ['the baseline', baseline] },
    ];
    return {
      columns: ['ratio', 'time'],
      rows,
      goals: [{ work: '`client.api`', baseline: 'bare ky = 1.00', today: figureIn(rows, own), atMost: 1.05 }],
    };
  },
};
