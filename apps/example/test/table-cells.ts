/** The cells of the printed table: one array per row, titles first. The lines of a cell are joined with spaces. */
export function tableCells(output: string): readonly (readonly string[])[] {
  const [table = ''] = output.split('\n\n');
  const blocks = table.split(/\n─+\n/).map((block) => block.split('\n'));
  const starts = [...(blocks[0]?.[0] ?? '').matchAll(/(?<=^| {2})\S/g)].map(({ index }) => index);
  return blocks.map((lines) =>
    starts.map((start, column) =>
      lines
        .map((line) => line.slice(start, starts[column + 1]).trim())
        .filter((text) => text !== '')
        .join(' '),
    ),
  );
}
