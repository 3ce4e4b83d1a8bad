// `npx wrangler types` writes this file from the names in wrangler.jsonc and .dev.vars.
declare namespace Cloudflare {
  interface Env {
    readonly ISSUER: string;
    readonly CLIENT_ID: string;
    readonly CLIENT_SECRET: string;
    readonly BILLING_URL: string;
  }
}
