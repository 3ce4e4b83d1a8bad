import { type ClientAuth, clientAuthOf, clientSecretBasic, invalidConfig } from '@grantkit/core';
import type { PingAmOptions } from './options.ts';

/** The client authentication that the options name. */
export function realmClientAuth({
  clientAuth = 'client_secret_basic',
  basicEncoding,
}: Pick<PingAmOptions, 'clientAuth' | 'basicEncoding'>): ClientAuth {
  return clientAuth === 'client_secret_basic' && basicEncoding === 'raw' ? latin1Basic() : clientAuthOf(clientAuth);
}

/**
 * Basic for OpenAM and AM before 6.5. They do not decode id and secret, and read the bytes as ISO-8859-1 (`HttpBasicHelper`
 * of Restlet). So a character outside ISO-8859-1 cannot be sent.
 */
function latin1Basic(): ClientAuth {
  const raw = clientSecretBasic({ encoding: 'raw' });
  return {
    ...raw,
    refuses: (clientId) =>
      isLatin1(clientId)
        ? raw.refuses?.(clientId)
        : `The option \`clientId\` has a character that ${reader}. Set \`clientAuth: 'client_secret_post'\``,
    authenticate({ clientId, clientSecret = '', headers }) {
      if (!isLatin1(clientSecret))
        throw invalidConfig('pingam', `The client secret has a character that ${reader}`, post);
      headers.set('authorization', `Basic ${btoa(`${clientId}:${clientSecret}`)}`);
    },
  };
}

const reader = 'OpenAM and AM before 6.5 cannot read in Basic, because it is not in ISO-8859-1';
const post = "Register the client for `client_secret_post`, and set `clientAuth: 'client_secret_post'`.";

function isLatin1(text: string): boolean {
  return /^[\0-\xff]*$/.test(text);
}
