import type { IssuerClient } from '@grantkit/issuer';
import { Controller, Get, Inject } from '@nestjs/common';
import { BILLING } from './billing.module.js';

export interface Invoice {
  readonly id: string;
  readonly total: number;
}

@Controller('invoices')
export class InvoicesController {
  constructor(@Inject(BILLING) private readonly billing: IssuerClient) {}

  @Get()
  list(): Promise<Invoice[]> {
    return this.billing.api.get('invoices').json();
  }
}
