/** One way to get a token: a library that people use for this job, or a floor that is written by hand. */
export interface Peer {
  /** The npm package, or what the floor is made of. */
  readonly name: string;
  /** How it is used here and what it lacks, in a sentence or two. */
  readonly note: string;
  /** The npm packages whose versions count. */
  readonly packages: readonly string[];
  /** How it keeps a token for later calls; `false` if it does not. */
  readonly caches: false | Caching;
  /** Whether a call for a token takes an `AbortSignal`. */
  readonly takesSignal: boolean;
  create(target: Target): PeerClient;
}

/** A peer's own client, without the functions of a {@link PeerClient} around it. Its memory is the memory of the peer alone. */
export interface Caching<Client = unknown> {
  /** Makes what an application keeps. */
  create(target: Target): Client;
  /** The peer's own call for a token. */
  token(client: Client): Promise<unknown>;
}

/** What a client of a peer talks to. */
export interface Target {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenEndpoint: string;
  /** The base URL of the API, without a slash at its end. */
  readonly apiBaseUrl: string;
  /** The `fetch` to use. A peer without such an option ignores it. @default the global one */
  readonly fetch?: typeof fetch;
}

/** A client of a peer. All members work without `this`. */
export interface PeerClient {
  /** The peer's own call for a token, without a wrapper that would cost time. From its cache, if the peer has one. */
  readonly token: () => Promise<unknown>;
  /** The same call, and the access token in what it returns. */
  readonly accessToken: (signal?: AbortSignal) => Promise<string>;
  /** One token request, whatever is in the cache. */
  readonly request: () => Promise<unknown>;
  /** One authorized GET below the API's base URL, and the JSON that it returns; absent if the peer calls no API. */
  readonly callApi?: (path: string) => Promise<unknown>;
}

/** The URL for the `fetch` of a peer, as text. */
export function urlText(input: string | URL | Request): string {
  return input instanceof Request ? input.url : input.toString();
}
