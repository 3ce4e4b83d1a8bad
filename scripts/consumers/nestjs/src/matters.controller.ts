import type { SmokeballClient } from '@grantkit/smokeball';
import { Controller, Get, Inject } from '@nestjs/common';
import { SMOKEBALL } from './smokeball.js';

@Controller('matters')
export class MattersController {
  constructor(@Inject(SMOKEBALL) private readonly smokeball: SmokeballClient) {}

  @Get()
  async list(): Promise<string> {
    await this.smokeball.api.get('matters');
    return 'ok';
  }
}
