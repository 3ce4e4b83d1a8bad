import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { BillingModule } from './billing.module.js';
import { GrantErrorFilter } from './grant-error.filter.js';
import { InvoicesController } from './invoices.controller.js';

@Module({
  imports: [BillingModule],
  controllers: [InvoicesController],
  providers: [{ provide: APP_FILTER, useClass: GrantErrorFilter }],
})
export class AppModule {}
