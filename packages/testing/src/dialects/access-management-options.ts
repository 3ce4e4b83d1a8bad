import type { KeyObject } from 'node:crypto';
import type { PublicJwk, RegisteredClient } from '../contract/dialect.ts';
import type { RecordedRequest } from '../contract/recorded-request.ts';
import type { Reply } from '../contract/reply.ts';
import type { Credentials } from './credentials.ts';

/** How one version of AM differs from the others. */
export interface AccessManagementOptions {
  /** The name of the dialect. */
  readonly name: string;
  /** The path of the web application, such as `/am`. */
  readonly context: string;
  /** Returns the path of a request, with each part of the realm behind `realms/`. */
  longPath(request: Pick<RecordedRequest, 'url'>): string;
  readonly readBasic: ReadBasic;
  readonly assertions: AssertionRules;
  /** Whether the client must use its registered method. */
  enforcesMethod(client: RegisteredClient): boolean;
  /** Whether the discovery document names the introspection and the revocation endpoint. */
  readonly advertisesTokenEndpoints: boolean;
  readonly introspection: IntrospectionRules;
  readonly wording: Wording;
}

/** What one version of AM says about a token at introspection. */
export interface IntrospectionRules {
  readonly tokenType: string;
  subject(clientId: string): string;
  /** The scope that lets a client see the tokens of other clients; `undefined` if there is no such scope. */
  readonly scopeForAll: string | undefined;
  /** Whether a token is inactive if `token_type_hint` calls it another kind of token. */
  readonly trustsHint: boolean;
  /** Whether a 401 has the header `WWW-Authenticate`. */
  readonly challenges: boolean;
}

/** How one version of AM words the replies to what it does not accept. */
export interface Wording {
  /** The message of the 404 for a path that is not an endpoint. */
  readonly unknownPath: string;
  /** The status for a token request in JSON. */
  readonly jsonStatus: number;
  /** The error code for Basic together with an assertion. */
  readonly basicWithAssertion: 'invalid_request' | 'invalid_client';
  /**
   * The reply where the server's own code fails: to an assertion that is not a JWT or lacks `sub` or `exp`, to JSON at a
   * realm endpoint, and to introspection without a token.
   * @default each of them gets a message of its own
   */
  readonly internalError?: Reply;
  /** The reply to another method than POST, at introspection and revocation. */
  wrongMethod(method: string): Reply;
}

/** Reads Basic credentials as one version of AM does, or returns the message of its error. */
export type ReadBasic = (request: RecordedRequest) => Credentials | { readonly malformed: string } | undefined;

/** What one version of AM demands of a client assertion. */
export interface AssertionRules {
  /** How far `exp` may be in the future, in seconds. */
  readonly longestLifetime: number;
  /** The message for an `exp` that is further in the future. */
  readonly tooLong: string;
  /** Whether `iss` must be equal to `sub`. Otherwise any text is good. */
  readonly issuerIsSubject: boolean;
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
  /** Whether the server can verify signatures with this key. @default it can, with any key */
  readonly readsKey?: (key: KeyObject | PublicJwk) => boolean;
  /** The reply to a signing algorithm that the server does not have. @default the reply to a wrong signature */
  readonly unknownAlgorithm?: (algorithm: string) => Reply | undefined;
}
