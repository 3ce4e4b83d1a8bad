/**
 * The anchors that GitHub gives to the headings of a page: in lower case, without punctuation, with a hyphen for each
 * space. A heading that repeats another one gets a number.
 */
export function anchorsOf(page: string): readonly string[] {
  const seen = new Map<string, number>();
  return headingsOf(page).map((heading) => {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}

/** The texts of the headings. A line of a code block that begins with `#` is not a heading. */
function headingsOf(page: string): readonly string[] {
  const prose = page.replaceAll(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => heading.trim());
}
