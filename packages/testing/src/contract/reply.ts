/** An ordinary HTTP response. */
export interface Reply {
  /** Always absent: every answer other than a plain reply has a `fate`. */
  readonly fate?: undefined;
  /** The HTTP status. @default 200 */
  readonly status?: number;
  /** The response headers; a list as a value sends the header several times. @default {} */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /**
   * The response body: an object is sent as JSON, text and bytes are sent unchanged.
   *
   * An object gets the content type `application/json`, unless `headers` sets another one.
   * @default ''
   */
  readonly body?: string | Uint8Array | object;
}
