import type { Reply } from '@grantkit/testing';
import type { GrantErrorCode, Provider } from '../../src/index.ts';

/** The server that stands for all hosts of a provider. */
export interface Host {
  readonly url: string;
}

/** How well a fact is known: from the vendor's page or source, from reports of others, or not at all. */
export type Confidence = 'vendor page' | 'vendor source' | 'third party' | 'unknown';

/** What all rows of the census have. */
interface Origin {
  /** The number in the catalogue of providers; `undefined` for a provider that the catalogue does not have. */
  readonly catalogue: number | undefined;
  readonly name: string;
  /** The vendor's page, or the best source that was found. */
  readonly source: string;
}

/** A provider that today's contract describes, with its documented requests and replies. */
export interface DescribedRow extends Origin {
  /** How well each part of the row is known. */
  readonly confidence: {
    readonly request: Confidence;
    readonly grant: Confidence;
    readonly refusal: Confidence;
    /** `unknown` means that the test uses the reply of RFC 6750. */
    readonly rejection: Confidence;
  };
  /** The description that a contributor would write, with the server in place of all hosts. */
  provider(server: Host): Provider;
  /** The option `scope` of the client. @default none */
  readonly scope?: string | undefined;
  /** The token request. The test checks that it is a POST, and that its URL and other headers carry no credential. */
  readonly request: {
    readonly url: string;
    /** @default the type of a form */
    readonly contentType?: 'application/json';
    /** @default none */
    readonly authorization?: string;
    /** Further headers. @default none */
    readonly headers?: Readonly<Record<string, string>>;
    /** All parameters in the body, and no others. */
    readonly body: Readonly<Record<string, string>>;
  };
  /** A token with the characters of the vendor's sample. @default plain words */
  readonly accessToken?: string;
  /** The documented success reply. */
  grant(accessToken: string, server: Host): Reply;
  /** What the client makes of it. */
  readonly granted: {
    /** In seconds. */
    readonly lifetime: number;
    readonly scope: readonly string[] | undefined;
    /** @default none */
    details?(server: Host): Readonly<Record<string, string>>;
  };
  /** The documented refusals of wrong credentials. */
  readonly refusals: readonly Refusal[];
  /** How the API is used, or why the contract cannot describe it. */
  readonly api: ApiUse | { readonly reason: string };
}

export interface Refusal {
  readonly reply: Reply;
  readonly code: GrantErrorCode;
  /** The server's own description, as the error shows it. @default none */
  readonly description?: string;
  /** If it differs from that of the row. @default the row's */
  readonly confidence?: Confidence;
}

export interface ApiUse {
  /** The path that the test gives to `fetch`. */
  readonly path: string;
  /** The URL of the request, without the server. */
  readonly url: string;
  /** All headers that carry the token, and the provider's other headers. */
  headers(accessToken: string): Readonly<Record<string, string>>;
  /** The documented rejection of a bad token; `undefined` if it is unknown. */
  readonly rejection: Reply | undefined;
  /** Documented rejections that a new token does not cure. @default none */
  readonly others?: readonly Reply[];
}

/** A documented way of a provider that today's contract cannot describe. */
export interface UndescribedRow extends Origin {
  readonly confidence: Confidence;
  /** What the contract lacks. */
  readonly reason: string;
}

/** The headers of RFC 6750 §2.1. */
export function bearer(accessToken: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${accessToken}` };
}

/**
 * The JSON of a reply; `undefined` if it is not JSON. If `rejects` threw an error for the HTML page of a gateway, the
 * caller would get that error instead of the page.
 */
export async function jsonOf(reply: Response): Promise<unknown> {
  return reply.json().catch(() => undefined);
}

/** What the client id and the secret of the tests are in HTTP Basic. */
export const basic: string = `Basic ${btoa('the-client:the-secret')}`;
