/** A column of the table. */
export interface Column {
  readonly title: string;
  /** The width to which cells are wrapped, in characters. Text that cannot be broken stays longer. */
  readonly width: number;
}

type Lines = readonly string[];

const gutter = '  ';

/** Formats a table; or a list for each row if the terminal is too narrow. A cell may have several lines. */
export function formatTable(columns: readonly Column[], rows: readonly Lines[], terminalWidth = 1_000): string {
  const titles = columns.map(({ title }) => title.toUpperCase());
  const wrapped = [titles, ...rows].map((row) => columns.map(({ width }, index) => wrap(row[index] ?? '', width)));
  const widths = columns.map((_, index) => Math.max(...wrapped.map((cells) => widthOf(cells[index] ?? []))));
  const total = widths.reduce((sum, width) => sum + width + gutter.length, -gutter.length);
  if (total > terminalWidth) return rows.map((row) => formatList(titles, row)).join('\n\n');
  return wrapped.map((cells) => formatRow(cells, widths)).join(`\n${'─'.repeat(total)}\n`);
}

function formatRow(cells: readonly Lines[], widths: readonly number[]): string {
  const height = Math.max(...cells.map((lines) => lines.length));
  const formatLine = (line: number) => widths.map((width, index) => (cells[index]?.[line] ?? '').padEnd(width));
  return Array.from({ length: height }, (_, line) => formatLine(line).join(gutter).trimEnd()).join('\n');
}

function formatList(titles: Lines, row: Lines): string {
  const width = widthOf(titles);
  return titles.map((title, index) => `${title.padEnd(width)}  ${row[index]?.replaceAll('\n', ' ')}`).join('\n');
}

/** Breaks lines that are too long: after a space or an underscore, or before a slash of a path. */
function wrap(cell: string, width: number): Lines {
  return cell.split('\n').flatMap((text) => {
    const lines = [''];
    for (const piece of text.split(/(?<=[ _])|(?<=[^/:])(?=\/[^/])/)) {
      const line = lines.pop() ?? '';
      if (line !== '' && (line + piece).trimEnd().length > width) lines.push(line.trimEnd(), piece);
      else lines.push(line + piece);
    }
    return lines;
  });
}

function widthOf(lines: Lines): number {
  return Math.max(0, ...lines.map((line) => line.length));
}
