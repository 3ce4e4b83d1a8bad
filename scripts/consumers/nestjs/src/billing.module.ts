import { createIssuerClient } from '@grantkit/issuer';
import { Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';

/** The injection token for the client of the billing API, an `IssuerClient`. */
export const BILLING = Symbol('billing');

@Module({
  imports: [ConfigModule],
  providers: [
    {
      provide: BILLING,
      inject: [ConfigService],
      useFactory: (config: ConfigService) =>
        createIssuerClient({
          issuer: config.getOrThrow('ISSUER'),
          clientId: config.getOrThrow('CLIENT_ID'),
          clientSecret: config.getOrThrow('CLIENT_SECRET'),
          apiBaseUrl: config.getOrThrow('BILLING_URL'),
        }),
    },
  ],
  exports: [BILLING],
})
export class BillingModule {}
