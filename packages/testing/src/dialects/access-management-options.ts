import type { RecordedRequest } from '../contract/recorded-request.ts';
import type { Credentials } from './credentials.ts';

/** How one version of AM differs from the others. */
export interface AccessManagementOptions {
  /** The name of the dialect. */
  readonly name: string;
  /** The path of the web application, such as `/am`. */
  readonly context: string;
  readonly readBasic: ReadBasic;
  readonly assertions: AssertionRules;
  /** Whether the discovery document names the introspection and the revocation endpoint. */
  readonly advertisesTokenEndpoints: boolean;
  readonly introspection: IntrospectionRules;
}

/** What one version of AM says about a token at introspection. */
export interface IntrospectionRules {
  readonly tokenType: string;
  subject(clientId: string): string;
  /** The scope that lets a client see the tokens of other clients; `undefined` if there is no such scope. */
  readonly scopeForAll: string | undefined;
}

/** Reads Basic credentials as one version of AM does, or returns the message of its error. */
export type ReadBasic = (request: RecordedRequest) => Credentials | { readonly malformed: string } | undefined;

/** What one version of AM demands of a client assertion. */
export interface AssertionRules {
  /** How far `exp` may be in the future, in seconds. */
  readonly longestLifetime: number;
  /** The message for an `exp` that is further in the future. */
  readonly tooLong: string;
  /**
   * Whether `aud` must name the endpoint that the client calls. Revocation then accepts any `aud`. Otherwise `aud` must
   * name the token endpoint, at every endpoint.
   */
  readonly perEndpoint: boolean;
  /** Whether `aud` must also name the client, if the assertion is signed with the client's secret. */
  readonly secretNeedsClientId: boolean;
  /** The values of `typ` that the server knows, in capitals. @default every type is accepted, and a missing one */
  readonly knownTypes?: readonly string[];
  /** Whether a JWK is used only for an assertion that names its `kid`. */
  readonly needsKeyId: boolean;
}
