// Each probe returns a list of problems, one per line. An empty list is a pass.
import { type ExecFileOptions, execFile } from 'node:child_process';
import { builtinModules } from 'node:module';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

export const run = promisify(execFile);

/** Runs a command. If it fails, the problems are the lines that it printed. */
export async function complaints(command: string, args: string[], options: ExecFileOptions = {}): Promise<string[]> {
  try {
    await run(command, args, { timeout: 60_000, ...options });
    return [];
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    return (stdout + stderr || message).trim().split('\n');
  }
}

/** Importing an entry must print nothing and leave nothing that keeps the process alive. */
export async function importNoise(file: string): Promise<string[]> {
  const program = `await import(${JSON.stringify(pathToFileURL(file).href)})`;
  try {
    const { stdout, stderr } = await run('node', ['--input-type=module', '-e', program], { timeout: 20_000 });
    return (stdout + stderr).split('\n').filter(Boolean);
  } catch (error) {
    const { killed, message } = error as Error & { killed?: boolean };
    if (killed) return ['the process does not end by itself'];
    return message.split('\n').filter((line) => line.trim() && !/^ +at /.test(line));
  }
}

/** The Node modules that a built file imports. */
export function nodeImports(code: string): string[] {
  const imports = withoutComments(code).matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g);
  return [...imports]
    .map((match) => match[1] ?? '')
    .filter((name) => name.startsWith('node:') || builtinModules.includes(name));
}

/** The code without its comments. */
export function withoutComments(code: string): string {
  // Strings are matched first. Otherwise the `//` of a URL would be read as a comment.
  const token = /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\/.*|\/\*[\s\S]*?\*\//g;
  return code.replace(token, '$1');
}
