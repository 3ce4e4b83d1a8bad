import * as v from 'valibot';

/** Why Smokeball's API refused a request. */
export interface SmokeballProblem {
  readonly status: number;
  /** What the API says in one line; the gateway in front of it says less. */
  readonly title: string | undefined;
  readonly detail: string | undefined;
  /** One entry for each thing that is wrong with the request. */
  readonly errors: readonly unknown[];
  /** The `RequestId` that the API echoes, for support tickets and for matching webhooks. */
  readonly requestId: string | undefined;
  /** What to do next. */
  readonly hint: string | undefined;
}

const text = v.fallback(v.optional(v.string()), undefined);

// RFC 9457 from the API, with `errors` as an array; `message` from the gateway, `Message` from its policies.
const BodySchema = v.object({
  title: text,
  detail: text,
  errors: v.fallback(v.optional(v.array(v.unknown())), undefined),
  message: text,
  Message: text,
});

const HttpErrorSchema = v.object({ response: v.instance(Response), data: v.optional(v.unknown()) });

/**
 * Reads what `ky` throws for a refused API request; `undefined` for anything else.
 *
 * @see https://docs.smokeball.com/docs/api-docs/e4f5a6b7c8d9e-errors
 * @example
 * ```ts
 * import { type SmokeballClient, smokeballProblem } from '@grantkit/smokeball';
 *
 * async function createMatter(smokeball: SmokeballClient, matter: object): Promise<void> {
 *   try {
 *     await smokeball.api.post('matters', { json: matter });
 *   } catch (error) {
 *     const problem = smokeballProblem(error);
 *     if (problem === undefined) throw error;
 *     console.warn(problem.status, problem.title, problem.hint, problem.requestId);
 *   }
 * }
 * ```
 */
export function smokeballProblem(error: unknown): SmokeballProblem | undefined {
  if (!v.is(HttpErrorSchema, error)) return undefined;
  const { status, headers } = error.response;
  const parsed = v.safeParse(BodySchema, error.data);
  const body = parsed.success ? parsed.output : undefined;
  const title = body?.title ?? body?.message ?? body?.Message;
  return {
    status,
    title,
    detail: body?.detail,
    errors: body?.errors ?? [],
    requestId: headers.get('requestid') ?? undefined,
    hint: hintFor(status, title ?? ''),
  };
}

/** Smokeball's pages contradict each other about 401 and 403: these are what either can be. */
function hintFor(status: number, title: string): string | undefined {
  switch (status) {
    case 401:
      return 'A new token was refused too: check `region`, `environment`, `accountId` and `userId`, and the scopes of the app.';
    case 403:
      return title.includes('execute-api:Invoke')
        ? 'The token lacks a scope: have it assigned in the Developer Console, then call `token({ forceRefresh: true })`.'
        : 'Check that the API key is the one of this app, region and environment, and that the app may do this.';
    case 404:
      return 'Check the path, and whether the record is of this region and environment.';
    case 429:
      return 'Ask for a higher limit, or send less than five requests a second.';
    default:
      return undefined;
  }
}
