import { relative, sep } from 'node:path';
import { defineConfig } from 'vitepress';
import { repository, siteLink } from '../src/links.ts';
import { slugOf } from '../src/markdown.ts';
import { base, excluded, isReference, outDir, pathOf, root } from '../src/pages.ts';
import { sidebar } from '../src/sidebar.ts';
import { writeTwins } from '../src/twins.ts';

export default defineConfig({
  title: 'Grantkit',
  description: 'OAuth 2.0 client credentials tokens for servers that call other companies’ APIs',
  lang: 'en',
  base,
  outDir,
  srcDir: root,
  srcExclude: excluded,
  rewrites: (file) => pathOf(file) ?? file,
  cleanUrls: true,
  // Otherwise browsers would ask for /favicon.ico, which is not below the base path.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  vite: {
    publicDir: false,
    // The index of the search is a chunk of 1 MB, which readers load when they search.
    build: { chunkSizeWarningLimit: 2000 },
    plugins: [
      {
        // The pages become Vue components, but their folders have no `vue` in node_modules.
        name: 'vue-of-the-site',
        enforce: 'pre',
        resolveId(id, importer, options) {
          const wanted = /^vue($|\/)/.test(id) && importer?.endsWith('.md');
          return wanted ? this.resolve(id, import.meta.filename, options) : undefined;
        },
      },
    ],
  },
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify: slugOf },
    config(markdown) {
      markdown.core.ruler.push('repository-links', ({ tokens, env }) => {
        const file = relative(root, env.realPath ?? env.path)
          .split(sep)
          .join('/');
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.type === 'link_open' ? token.attrGet('href') : null;
          if (href !== null) token.attrSet('href', siteLink(href, file));
        }
      });
      markdown.core.ruler.push('accessible-tables', ({ tokens }) => {
        for (const [index, token] of tokens.entries()) {
          // A wide table scrolls inside itself. Otherwise nobody could scroll it with the keyboard.
          if (token.type === 'table_open') token.attrSet('tabindex', '0');
          // An empty header cell breaks a rule of axe. A plain cell does not.
          if (token.type === 'th_open' && tokens[index + 1]?.content === '') token.tag = 'td';
          if (token.type === 'th_close' && tokens[index - 1]?.content === '') token.tag = 'td';
        }
      });
    },
  },
  themeConfig: {
    nav: [
      { text: 'Documentation', link: '/', activeMatch: '^/(?!reference/)' },
      { text: 'Reference', link: '/reference/', activeMatch: '^/reference/' },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          searchOptions: {
            // Pages that explain come before pages that list. The function runs in the browser, so it can use nothing from outside.
            boostDocument: (address) => (/\/(reference|decisions)\//.test(address) ? 0.5 : 1),
          },
        },
      },
    },
    socialLinks: [{ icon: 'github', link: repository }],
    editLink: { pattern: `${repository}/edit/main/:path`, text: 'Edit on GitHub' },
  },
  // No "Edit" link for the reference: it comes from comments of the sources, which its pages name.
  transformPageData: ({ filePath, frontmatter }) =>
    isReference(filePath) ? { frontmatter: { ...frontmatter, editLink: false } } : undefined,
  buildEnd: writeTwins,
});
