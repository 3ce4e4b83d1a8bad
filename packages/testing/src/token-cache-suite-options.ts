/** What a token cache can do, and how {@link testTokenCache} is to run. */
export interface TokenCacheSuiteOptions {
  /** The functions on which the suite registers its tests: those of vitest, jest, bun or `node:test`. */
  readonly runner: TestRunner;
  /** Whether it has `lock`. */
  readonly lock: boolean;
  /**
   * How the suite makes time pass. `clock`: the cache goes by a clock of the test's, which `advance` moves; the suite
   * then looks right before and right at the end of a `ttl`. `real`: it waits, for less than a second in each test.
   */
  readonly expiry: 'clock' | 'real';
  /**
   * How far an entry goes. `object`: it is known to the object that stored it. `restart`: also to one that is made on
   * the same store later. `processes`: also to one that exists at the same time.
   */
  readonly reach: 'object' | 'restart' | 'processes';
  /** How many ms later than its `ttl` says a store that rounds may let an entry go. @default 1 */
  readonly resolution?: number;
}

/** The part of a test runner that the suite uses. */
export interface TestRunner {
  describe(name: string, define: () => void): unknown;
  test(name: string, run: () => Promise<void>): unknown;
}

/** Makes what one test works on. */
export type TokenCacheFactory = () => TokenCacheSubject | Promise<TokenCacheSubject>;

/** One token cache, and what a test must be able to do to it. */
export interface TokenCacheSubject {
  readonly cache: TestedTokenCache;
  /** Moves the cache's clock on by so many ms. Needed where `expiry` is `clock`. */
  advance?(ms: number): void | Promise<void>;
  /** Another cache on the same store; for `restart`, once the first has written all. Needed unless `reach` is `object`. */
  reopen?(): TestedTokenCache | Promise<TestedTokenCache>;
  /** Ends the test: closes connections, deletes files. */
  close?(): void | Promise<void>;
}

/** The `TokenCache` of `@grantkit/core`, which this package does not depend on. */
export interface TestedTokenCache {
  get(key: string): Promise<string | null | undefined>;
  set(key: string, value: string, options: { readonly ttl: number }): Promise<void>;
  delete(key: string): Promise<void>;
  lock?(key: string, options: { readonly ttl: number }): Promise<TestedLock>;
}

/** The `TokenCacheLock` of `@grantkit/core`. */
export type TestedLock =
  | { readonly state: 'acquired'; release(): Promise<void> }
  | { readonly state: 'held' }
  | { readonly state: 'unavailable' };

/** The tests of one part of the suite, by what they say. */
export type SuiteTests = Readonly<Record<string, (subject: TokenCacheSubject) => Promise<void>>>;
