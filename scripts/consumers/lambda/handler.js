import { createIssuerClient, isGrantError } from '@grantkit/issuer';

// Outside the handler: all invocations of this execution environment share the client and its token.
const billing = createIssuerClient({
  issuer: process.env.ISSUER,
  clientId: process.env.CLIENT_ID,
  clientSecret: process.env.CLIENT_SECRET,
  apiBaseUrl: process.env.BILLING_URL,
  timeout: 2_000, // Less than the function's timeout, which is 3 s by default.
});

export async function handler(_event, context) {
  // Otherwise Lambda would end the invocation before it answers.
  const signal = AbortSignal.timeout(context.getRemainingTimeInMillis() - 500);
  try {
    const invoices = await billing.api.get('invoices', { signal }).json();
    return { statusCode: 200, body: JSON.stringify(invoices) };
  } catch (error) {
    if (!isGrantError(error)) throw error;
    console.error(JSON.stringify(error));
    const seconds = Math.ceil((error.retryAfter ?? 1_000) / 1_000);
    return { statusCode: 503, headers: error.retryable ? { 'retry-after': `${seconds}` } : {} };
  }
}
