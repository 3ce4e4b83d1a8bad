// Follows every link inside the repository, in the pages of the site and in all other READMEs. VitePress checks only
// links to pages, and does not check anchors.
import { globSync } from 'node:fs';
import { problemOf, read } from './links.ts';
import { pages, root } from './pages.ts';

const readmes = globSync(['README.md', 'apps/*/README.md', 'packages/*/template/README.md'], { cwd: root });
const problems = [...pages(), ...readmes].flatMap((file) =>
  read(file).links.flatMap((href) => {
    const problem = problemOf(href, file);
    return problem === undefined ? [] : [`${file}: ${problem}`];
  }),
);
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error(`${problems.length} broken links`);
  process.exitCode = 1;
}
