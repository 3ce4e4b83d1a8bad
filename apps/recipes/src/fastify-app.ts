import { createIssuerClient, type IssuerClient, type IssuerOptions, isGrantError } from '@grantkit/issuer';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    readonly billing: IssuerClient;
  }
}

/** Creates a service that reads invoices from the billing API. */
export function createApp(options: IssuerOptions, logger: FastifyServerOptions['logger'] = true): FastifyInstance {
  const app = Fastify({ logger }); // Without the option, Fastify logs nothing.
  // One client for all requests. It needs no `onClose` hook, because it has no socket or timer that keeps Node alive.
  app.decorate('billing', createIssuerClient(options));

  app.get('/invoices', () => app.billing.api.get('invoices').json());

  app.setErrorHandler((error, request, reply) => {
    if (!isGrantError(error)) return reply.send(error);
    request.log.error(error.toJSON(), error.message);
    if (error.retryable) void reply.header('retry-after', Math.ceil((error.retryAfter ?? 1_000) / 1_000));
    return reply.status(503).send({ error: 'The billing service is not available' });
  });
  return app;
}
