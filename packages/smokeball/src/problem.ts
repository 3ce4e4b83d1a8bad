import * as v from 'valibot';

/** Why Smokeball's API refused a request, as {@link smokeballProblem} reads it. */
export interface SmokeballProblem {
  /** The HTTP status of the reply. */
  readonly status: number;
  /** The reason in one line, from the API or from the gateway in front of it; `undefined` if the reply gives none. */
  readonly title: string | undefined;
  /** The API's explanation of the reason; `undefined` if the reply gives none. */
  readonly detail: string | undefined;
  /** One entry for each thing that is wrong with the request; empty if the reply lists none. */
  readonly errors: readonly unknown[];
  /** The `RequestId` that the API repeats, for support tickets and webhooks; `undefined` if the reply has none. */
  readonly requestId: string | undefined;
  /** What to do next; `undefined` for a status that says it all. */
  readonly hint: string | undefined;
}

const text = v.fallback(v.optional(v.string()), undefined);

// The API sends problem details (RFC 9457) with an array `errors`. The gateway sends `message`, its policies `Message`.
const BodySchema = v.object({
  title: text,
  detail: text,
  errors: v.fallback(v.optional(v.array(v.unknown())), undefined),
  message: text,
  Message: text,
});

const HttpErrorSchema = v.object({ response: v.instance(Response), data: v.optional(v.unknown()) });

/**
 * Reads the reason from the error that `api` or `list` throws for a refused request. It returns `undefined` for any
 * other error.
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

/** Smokeball's pages contradict each other about 401 and 403, so no hint names a single cause. */
function hintFor(status: number, title: string): string | undefined {
  switch (status) {
    case 401:
      return 'The API refused a new token too. Check `region`, `environment`, `accountId`, `userId` and the scopes of the app.';
    case 403:
      return title.includes('execute-api:Invoke')
        ? 'The token lacks a scope. Have it assigned in the Developer Console, then call `token({ forceRefresh: true })`.'
        : 'Check that the API key belongs to this app, region and environment, and that the app may do this.';
    case 404:
      return 'Check the path, and whether the record belongs to this region and environment.';
    case 429:
      return 'Send at most five requests a second, or ask Smokeball for a higher limit.';
    default:
      return undefined;
  }
}
