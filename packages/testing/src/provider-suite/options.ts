import type { TestRunner } from '../cache-suite/options.ts';
import type { Dialect } from '../contract/dialect.ts';
import type { Reply } from '../contract/reply.ts';
import type { DialectName } from '../dialects/named-dialects.ts';
import type { AuthorizationServer } from '../server/authorization-server.ts';
import type { SuiteClientOptions, TestedClient } from './tested-client.ts';

/** Options of {@link testProvider}: how to make a client of the adapter, and what is special about its provider. */
export interface ProviderSuiteOptions {
  /** The functions that register the tests, from vitest, jest, bun or `node:test`. */
  readonly runner: TestRunner;
  /** Makes a client: `createAcme`, or a function that adds the options that the adapter requires. */
  readonly create: (options: SuiteClientOptions) => TestedClient;
  /** The adapter's options that point it at the fake server. They win over all others. */
  readonly pointAt: (server: AuthorizationServer) => Readonly<Record<string, unknown>>;
  /** The dialect of the fake server, or the name of a built-in dialect. */
  readonly dialect: Dialect | DialectName;

  /**
   * How the token request shows the client's id and secret: a usual way, or a function that returns the headers and
   * parameters of the adapter's own way. `basic` form-encodes id and secret (RFC 6749 §2.3.1), `basic-raw` does not.
   * @default 'basic'
   */
  readonly auth?: 'basic' | 'basic-raw' | 'post' | ((client: SuiteClient) => ExpectedMembers);
  /**
   * What the token request has besides the credentials and `scope`. `grant_type` replaces `client_credentials`, and
   * `undefined` means that the request does not have it. @default {}
   */
  readonly request?: (client: SuiteClient) => ExpectedRequest;
  /** How the token request writes its parameters. @default 'form' */
  readonly requestBody?: 'form' | 'json';
  /** Whether the token request shows the client's secret, or something made with it. @default true */
  readonly usesClientSecret?: boolean;
  /** The text between two scopes in the request; `false` if the provider has no scopes. @default ' ' */
  readonly scopeSeparator?: string | false;
  /** Two clients with ids and secrets that the adapter accepts. @default two whose ids are words */
  readonly clients?: readonly [SuiteClient, SuiteClient];
  /** Two scopes that the adapter accepts. @default two scopes with a colon */
  readonly scopes?: readonly [string, string];
  /** How the provider states the lifetime of a token. */
  readonly lifetime?: {
    /**
     * The member of the token reply that states it, such as `data.until`, or a list if several members state it; `false`
     * if none does. @default 'expires_in'
     */
    readonly member?: string | readonly string[] | false;
    /** The unit in which it is stated, in seconds. @default 1 */
    readonly unit?: number;
    /** The lifetime of a token whose reply does not state one, in ms. @default 300 000 */
    readonly fallback?: number;
  };
  /** Error replies of the token endpoint, and what the adapter makes of them. @default [] */
  readonly refusals?: readonly Refusal[];

  /** Further options with credentials, such as an API key. `create` gets them, and nothing may show them. @default {} */
  readonly credentials?: Readonly<Record<string, string>>;
  /**
   * All headers that the adapter adds to an API request: those that show the token, and others such as an API key.
   * `false` if the adapter calls no API. @default `Authorization: Bearer` and the token
   */
  readonly apiToken?: ((accessToken: string) => Readonly<Record<string, string>>) | false;
  /** How the API refuses requests. */
  readonly rejection?: {
    /** The reply to a token that is expired or revoked. @default what the dialect replies */
    readonly badToken?: Reply;
    /** The reply to a request that needs another scope. @default 403 with `insufficient_scope` (RFC 6750 §3.1) */
    readonly missingScope?: Reply;
    /** Further replies after which another token would not help, such as the reply to a wrong API key. @default [] */
    readonly others?: readonly Reply[];
  };

  /** The URLs to which the requests go without `pointAt`, for each region or environment. @default [] */
  readonly hosts?: readonly ProviderHost[];
  /** Values that the adapter must refuse, by option. @default {} */
  readonly wrongOptions?: Readonly<Record<string, readonly unknown[]>>;
  /** The adapter's README. Its table of options must name exactly the options that the adapter takes. @default none */
  readonly readme?: URL;
}

/** One error reply of the token endpoint. */
export interface Refusal {
  /** The reply, taken from the provider's documents or from a real server. */
  readonly answer: Reply;
  /** The code of the `GrantError`. After `invalid_client`, the adapter must try the other secret of a pair. */
  readonly code: string;
  /** A part of the error's hint. @default any hint, or none */
  readonly hint?: string | RegExp;
  /** The error's own `error`, as the adapter restates it. @default anything */
  readonly error?: string;
  /** The error's `description`. @default anything */
  readonly description?: string;
  /** Whether the error is retryable. @default true for `rate_limited` and `server_error`, otherwise false */
  readonly retryable?: boolean;
}

/** The URLs to which the requests go with some options, such as the options of a region. */
export interface ProviderHost {
  /** The adapter's options. @default {} */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The URL of the token request. */
  readonly tokenEndpoint: string;
  /** The base URL of the API. @default the adapter calls no API */
  readonly apiBaseUrl?: string;
}

/** The client that the suite has registered at the fake server. */
export interface SuiteClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Headers and parameters of a token request, by name. Use a pattern for a value that differs in each request. */
export interface ExpectedMembers {
  readonly headers?: Readonly<Record<string, string | RegExp>>;
  readonly parameters?: Readonly<Record<string, string | RegExp | undefined>>;
}

/** What a token request has besides the credentials and `scope`. */
export interface ExpectedRequest extends ExpectedMembers {
  /** The query of its URL, such as `?policy=b2b`. @default none, or the query of a URL that `pointAt` returns */
  readonly query?: string;
}
