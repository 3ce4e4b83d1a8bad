#!/usr/bin/env node
import { providerFiles } from './provider-files.ts';
import { help, readArguments } from './read-arguments.ts';
import { writePackage } from './write-package.ts';

const usage =
  'Usage: npm create @grantkit/provider NAME -- [--title TITLE] [--auth WAY] [--token-endpoint URL] [--api URL]';

try {
  const plan = readArguments(process.argv.slice(2));
  if (plan === undefined) {
    console.log(`${usage}\n\n${help}`);
  } else {
    const folder = plan.packageName.replace(/^.*\//, '');
    const files = providerFiles(plan);
    writePackage(folder, files);
    console.log(`Wrote ${files.size} files to ${folder}/ for the package ${plan.packageName}.

  cd ${folder}
  npm install
  npm test
  npm run typecheck

\`npm test\` does not check the types. Lines marked FILL IN need facts that only the pages of ${plan.title} can tell.
Replace them before you publish.`);
  }
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
  process.exitCode = 1;
}
