// Compares the public types of each package with its snapshot in `etc`, so that a change of the surface shows in a diff.
// With `--write` it replaces the snapshots. Needs `turbo run build` first. The arguments name the packages to check. Without
// them, it checks all packages.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { entriesOf } from './check-manifest.ts';
import { chosenPackages, readManifest, root } from './workspace.ts';

const write = process.argv.includes('--write');
const chosen = chosenPackages(process.argv.slice(2).filter((argument) => argument !== '--write'));
const scratch = mkdtempSync(join(tmpdir(), 'grantkit-api-'));

let passed = 0;
let failed = 0;
for (const directory of chosen) {
  for (const [path, target] of entriesOf(readManifest(directory))) {
    const types = typeof target === 'string' ? target : (target['types'] ?? '');
    const name = [directory, ...path.split('/').slice(1)].join('.');
    const problems = reportOn(join(root, 'packages', directory), types, name);
    if (problems.length === 0) passed += 1;
    else failed += 1;
    console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name}`);
    for (const problem of problems) console.log(`       ${problem}`);
  }
}
rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

/** Writes or compares the report on one entry. Returns what is wrong. */
function reportOn(home: string, types: string, name: string): string[] {
  const entry = join(home, types);
  const reportFolder = join(home, 'etc');
  mkdirSync(reportFolder, { recursive: true });
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2024', 'dom', 'dom.iterable', 'dom.asynciterable', 'esnext.disposable'],
    module: 'nodenext',
    types: ['node'],
    skipLibCheck: true,
  };
  const silent = { logLevel: ExtractorLogLevel.None };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: home,
      mainEntryPointFilePath: entry,
      compiler: { overrideTsconfig: { compilerOptions, files: [entry] } },
      apiReport: {
        enabled: true,
        includeForgottenExports: true,
        reportFileName: `${name}.api.md`,
        reportFolder,
        reportTempFolder: scratch,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      // Biome and the type checker look at the sources. Only the difference to the snapshot matters here.
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: { default: silent },
        tsdocMessageReporting: { default: silent },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(home, 'package.json'),
  });
  const problems: string[] = [];
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: write,
    messageCallback(message) {
      message.handled = true;
      if (message.logLevel === ExtractorLogLevel.Error) problems.push(message.text);
    },
  });
  if (apiReportChanged && !write) {
    const snapshot = relative(root, join(reportFolder, `${name}.api.md`));
    problems.push(
      `The public types differ from ${snapshot}. Run \`npx -y pnpm@12.20.0 api\`, and review the difference.`,
    );
  }
  return problems;
}
