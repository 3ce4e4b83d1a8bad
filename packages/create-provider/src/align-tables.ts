/**
 * Pads the cells of the tables in a Markdown text, so that the columns are aligned. The names of a provider are longer or
 * shorter than the names in the template. No cell of the template contains a vertical bar.
 */
export function alignTables(markdown: string): string {
  return markdown.replaceAll(/(?:^\|.*\|\n)+/gm, (table) => {
    const rows = table
      .trimEnd()
      .split('\n')
      .map((row) => row.split('|').slice(1, -1))
      .map((cells) => cells.map((cell) => cell.trim().replace(/^-+$/, '---')));
    const widths = rows.reduce<number[]>(
      (longest, row) => row.map((cell, at) => Math.max(cell.length, longest[at] ?? 0)),
      [],
    );
    const padded = (cell: string, at: number) => cell.padEnd(widths[at] ?? 0, cell === '---' ? '-' : ' ');
    return rows.map((row) => `| ${row.map(padded).join(' | ')} |\n`).join('');
  });
}
