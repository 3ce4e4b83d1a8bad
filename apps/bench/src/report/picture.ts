import { formatNumber } from '../measure/figure.ts';
import { slowReply } from '../server/slow-reply.ts';
import { manyCallers, manyCallersText, rounds } from '../works/many-callers.ts';
import { figureIn } from '../works/work.ts';
import { isOwn } from './better.ts';
import type { Results } from './results.ts';

/** Rows that the picture leaves out. It shows only libraries that people install, and a cache by hand. */
const leftOut = ['Grantkit for Pulsoid', 'bare `fetch`', 'ky + valibot by hand'];
const [width, top, rowHeight, bottom] = [420, 92, 25, 40];
const [requestsEnd, barStart, barWidth] = [236, 250, 106];

interface Bar {
  readonly name: string;
  readonly requests: number;
  /** In ms. */
  readonly time: number;
}

/** A picture of what many callers cost: one row for each library, the fewest requests first. */
export function picture(results: Results): string {
  const bars = barsOf(results);
  const longest = Math.max(...bars.map(({ time }) => time));
  const height = top + bars.length * rowHeight + bottom;
  const rows = bars.map(({ name, requests, time }, index) => {
    const y = top + index * rowHeight;
    const own = isOwn(name) ? ' own' : '';
    return `  <text class="name${own}" x="14" y="${y + 13}">${escaped(name)}</text>
  <text class="${requests === 1 ? 'one' : 'many'}" x="${requestsEnd}" y="${y + 13}">${formatNumber('requests', requests)}</text>
  <rect class="bar${own}" x="${barStart}" y="${y + 2}" width="${Math.round((time / longest) * barWidth)}" height="14" rx="2"/>
  <text x="${barStart + Math.round((time / longest) * barWidth) + 6}" y="${y + 13}">${formatNumber('ms', time)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="560" height="${Math.round((height * 560) / width)}" role="img" aria-labelledby="title description">
  <title id="title">What ${manyCallersText} callers cost</title>
  <desc id="description">${escaped(altText(results))}</desc>
  <style>
    text { font: 12px system-ui, sans-serif; fill: #1f2328 }
    .head { font-size: 15px; font-weight: 600 }
    .quiet { fill: #59636e }
    .one, .many, .end { text-anchor: end }
    .many { fill: #b42318; font-weight: 600 }
    .name.own, .one { font-weight: 600 }
    .card { fill: #ffffff; stroke: #d1d9e0 }
    .bar { fill: #8c959f }
    .bar.own { fill: #1a7f37 }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc }
      .quiet { fill: #9198a1 }
      .many { fill: #ff9b8e }
      .card { fill: #151b23; stroke: #3d444d }
      .bar { fill: #656c76 }
      .bar.own { fill: #3fb950 }
    }
  </style>
  <rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
  <text class="head" x="14" y="28">${manyCallersText} callers ask for a token at once</text>
  <text class="quiet" x="14" y="48">No token is cached. The server takes ${slowReply} ms for a reply.</text>
  <text class="quiet end" x="${requestsEnd}" y="78">token requests</text>
  <text class="quiet" x="${barStart}" y="78">until all have it</text>
${rows.join('\n')}
  <text class="quiet" x="14" y="${height - 16}">Medians of ${rounds} rounds on loopback, ${results.date}</text>
</svg>
`;
}

/** The picture in words, for screen readers. */
export function altText(results: Results): string {
  const text = ({ name, requests, time }: Bar) =>
    `${name} ${formatNumber('requests', requests)} ${requests === 1 ? 'request' : 'requests'} and ${formatNumber('ms', time)}`;
  return `${manyCallersText} callers ask for a token at once, and no token is cached. Token requests, and the time until all have the token: ${barsOf(results).map(text).join('; ')}.`;
}

function barsOf({ works }: Results): readonly Bar[] {
  const rows = works[manyCallers.title]?.rows ?? [];
  return rows
    .filter(({ name }) => !leftOut.includes(name))
    .map(({ name }) => ({ name, requests: figureIn(rows, name).median, time: figureIn(rows, name, 1).median }))
    .toSorted((a, b) => a.requests - b.requests);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
