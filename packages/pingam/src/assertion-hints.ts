import type { GrantFailure } from '@grantkit/core';
import { ownSpellings } from './endpoint-urls.ts';
import { type HintContext, whereOf } from './hint-context.ts';

/** What to do about a refused assertion: its times, its key or its audience can be wrong. */
export function assertionHint(failure: GrantFailure, context: HintContext): string {
  const { description = '' } = failure;
  if (/^JWT (has expired|expiration)/.test(description)) {
    return "Compare this machine's clock with AM's. AM accepts assertions for 30 minutes at most: check `lifetime`.";
  }
  const keys =
    context.method === 'client_secret_jwt'
      ? `Check the client id and secret in ${whereOf(context)}, and the signing algorithm in the client's profile. ` +
        'OpenAM needs `audienceIncludesClientId`.'
      : `Check the client id in ${whereOf(context)}, and the public key, its \`keyId\` and the signing algorithm in the ` +
        "client's profile.";
  if (description.startsWith('JWT is not valid')) {
    // OpenAM 16.0.5 accepted 4 of 12 keys of P-256.
    const curves = context.method === 'private_key_jwt' ? ' OpenAM misreads most keys for ES256: use RS256 there.' : '';
    return keys + curves;
  }

  const audience = audienceHint(failure, context);
  // Without a reason, the key or the audience can be wrong.
  return /audience/i.test(description) ? audience : `${keys} ${audience}`;
}

/** What to do about an unknown type: that of an assertion for the issuer, or a `typ` that the assertion sets. */
export function typeHint({ audience }: HintContext): string {
  return audience === 'issuer'
    ? "This server does not know the type `client-authentication+jwt` of an assertion for the issuer. Set `audience: 'token_endpoint'`."
    : 'This server knows only the type `JWT` of an assertion. Remove `audience` and `typ` from the options of the assertion.';
}

function audienceHint({ purpose, url }: GrantFailure, { isOpenAm, audience, expected }: HintContext): string {
  if (audience === 'issuer') {
    return (
      `The assertion's audience must be the issuer as AM spells it: expected ${expected.join()}. Set ` +
      "`discovery: true` to use AM's own spelling. OpenAM and AM before 8.0.2 expect the token endpoint: set " +
      "`audience: 'token_endpoint'`."
    );
  }
  const other = isOpenAm ? '' : " AM from 8.0.2 on has a setting for it. For the issuer, set `audience: 'issuer'`.";
  if (purpose === 'introspection') {
    return (
      'The audience must be the introspection endpoint as AM computes it: ' +
      `expected ${ownSpellings(url).join(' or ')}. Remove \`audience\` from the assertion, or add the assertion's ` +
      `audience to AM's Additional Audience Values.${other}`
    );
  }
  return (
    `The assertion's audience must be the token endpoint as AM computes it: expected ${expected.join(' or ')}. ` +
    "Set the assertion's `audience` to the `token_endpoint` of AM's discovery document, or add the assertion's audience " +
    `to AM's Additional Audience Values.${other}`
  );
}
