/** Options of {@link testTokenCache}: what the token cache can do, and how the suite runs. */
export interface TokenCacheSuiteOptions {
  /** The functions that register the tests, from vitest, jest, bun or `node:test`. */
  readonly runner: TestRunner;
  /** Whether the cache has a `lock` method. If this is false, the suite fails on a cache that has one. */
  readonly lock: boolean;
  /**
   * How the suite lets time pass: it moves the cache's clock (`clock`), or it waits (`real`).
   *
   * - `clock`: the factory returns `advance`. The suite looks at an entry right before and right after the end of its `ttl`.
   * - `real`: the suite waits for less than a second in each test.
   */
  readonly expiry: 'clock' | 'real';
  /**
   * Who can read an entry: only the object that stored it, or also other objects on the same store.
   *
   * - `object`: only the object that stored it.
   * - `restart`: also an object that is made on the same store later.
   * - `processes`: also an object that exists at the same time.
   */
  readonly reach: 'object' | 'restart' | 'processes';
  /** How late the store may let an entry or a lock expire, in ms; for stores that round a `ttl`. @default 1 */
  readonly resolution?: number;
}

/** The two functions of a test runner that the suite calls. */
export interface TestRunner {
  /** Registers a group of tests. */
  describe(name: string, define: () => void): unknown;
  /** Registers one test. */
  test(name: string, run: () => Promise<void>): unknown;
}

/** Makes the cache that one test works on. The suite calls it once in each test. */
export type TokenCacheFactory = () => TokenCacheSubject | Promise<TokenCacheSubject>;

/** A token cache, and what the suite must be able to do with it. */
export interface TokenCacheSubject {
  /** The token cache under test. */
  readonly cache: TestedTokenCache;
  /** Moves the cache's clock forward by `ms`. It is required if the option `expiry` is `clock`. */
  advance?(ms: number): void | Promise<void>;
  /**
   * Returns another cache on the same store. It is required unless the option `reach` is `object`.
   *
   * If `reach` is `restart`, `reopen` must wait until the first cache has written everything.
   */
  reopen?(): TestedTokenCache | Promise<TestedTokenCache>;
  /** Closes connections and deletes files. The suite calls it when the test is over, even after a failure. */
  close?(): void | Promise<void>;
}

/** The `TokenCache` of `@grantkit/core`, repeated here because this package does not depend on core. */
export interface TestedTokenCache {
  /** Returns the value under `key`; `undefined` or `null` if there is no value or if it has expired. */
  get(key: string): Promise<string | null | undefined>;
  /** Stores `value` under `key` for `ttl` ms. */
  set(key: string, value: string, options: { readonly ttl: number }): Promise<void>;
  /** Deletes the value under `key`, if there is one. */
  delete(key: string): Promise<void>;
  /** Takes the lock `key` for at most `ttl` ms, or says that another holder has it. */
  lock?(key: string, options: { readonly ttl: number }): Promise<TestedLock>;
}

/** The `TokenCacheLock` of `@grantkit/core`: what `lock` answers. */
export type TestedLock =
  | {
      /** The caller holds the lock. */
      readonly state: 'acquired';
      /** Frees the lock, unless it has expired and another holder has taken it. */
      release(): Promise<void>;
    }
  | {
      /** Another holder has the lock. */
      readonly state: 'held';
    }
  | {
      /** The cache cannot say who holds the lock. */
      readonly state: 'unavailable';
    };

/** The tests of one part of the suite, by their titles. */
export type SuiteTests = Readonly<Record<string, (subject: TokenCacheSubject) => Promise<void>>>;
