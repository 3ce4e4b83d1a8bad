import { GrantError } from '@grantkit/issuer';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Response } from 'express';

/** Answers 503 if the client cannot get a token, and says when to try again. */
@Catch(GrantError)
export class GrantErrorFilter implements ExceptionFilter<GrantError> {
  private readonly logger = new Logger('billing');

  catch(error: GrantError, host: ArgumentsHost): void {
    this.logger.error(error.message);
    const response = host.switchToHttp().getResponse<Response>();
    if (error.retryable) response.header('Retry-After', `${Math.ceil((error.retryAfter ?? 1_000) / 1_000)}`);
    response.status(503).json({ error: 'The billing service is not available' });
  }
}
