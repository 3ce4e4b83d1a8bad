/** A real server that tests run against. */
export interface RunningServer {
  /** The environment variables that tell the tests where it is. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}
